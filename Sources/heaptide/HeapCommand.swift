// heaptide heap: says what a heap snapshot holds, and what holds it.
import ArgumentParser
import HeapGraph
import Reports

struct HeapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heap",
        abstract: "Say what a heap snapshot holds, and what holds it.",
        discussion: """
            VIEWS
              summary      how much, what holds most of it, which types
              histogram    objects by type; --by-site: and by allocating line
              suspects     what retains more than a tenth, where it was allocated
              dominators   what is freed with what, as a tree; --below ID
              path ID      what keeps an object alive; --type NAME: all of a type
              object ID    one object: size, allocation, references
              duplicates   objects that say what another says
              waste        room in collections; what __slots__ would save
              cycles       objects that hold each other; what to make weak
              picture      a small program's names and objects, who shares what

            FILE is a .heap of Heaptide or a .heapsnapshot or .heaptimeline of V8 (Node,
            Chrome), packed with gzip or not. A large one opens faster the next time
            after heaptide export FILE --to heap -o FILE.heap.

            ID is an address as 0x7f10a4 or as Python's id() prints it, in JavaScript
            DevTools' number as @1234, or a number of this snapshot as '#17'.

            EXAMPLES
              heaptide heap app.heap
              heaptide heap app.heap suspects
              heaptide heap app.heap histogram --sort retained --top 50
              heaptide heap app.heap path --type Session
              heaptide heap app.heap path 0x7f10a4c8d0
              heaptide heap app.heap dominators --below 0x7f10a4c8d0 --depth 5
              heaptide heap app.heap suspects --json | jq '.suspects[0].path_text'
              heaptide heap Heap-20260407.heapsnapshot suspects
            """
    )

    enum View: String, ExpressibleByArgument, CaseIterable {
        case summary, histogram, suspects, dominators, path, object, duplicates, waste, cycles, picture
    }

    @Argument(help: ArgumentHelp("A heap snapshot.", valueName: "FILE"))
    var file: String

    @Argument(help: ArgumentHelp("What to show.", valueName: "VIEW"))
    var view: View = .summary

    @Argument(help: ArgumentHelp("The object of path and object.", valueName: "ID"))
    var id: String?

    @Option(help: ArgumentHelp("Only objects of this type (histogram, path, duplicates).", valueName: "NAME"))
    var type: String?

    @Option(help: ArgumentHelp("Rows of a table, branches of a tree.", valueName: "N"))
    var top: Int?

    @Option(help: ArgumentHelp("Order of the histogram.", valueName: "shallow|retained|count"))
    var sort: TypeOrder?

    @Flag(help: "The histogram by type and allocating line.")
    var bySite = false

    @Option(help: ArgumentHelp("Where the tree of dominators begins.", valueName: "ID"))
    var below: String?

    @Option(help: ArgumentHelp("Levels of the tree of dominators (default: 3).", valueName: "N"))
    var depth: Int?

    @Option(help: ArgumentHelp("Draw the picture into OUT.", valueName: "OUT"))
    var svg: String?

    @Flag(help: "One JSON object (docs/json.md).")
    var json = false

    func run() throws {
        try checkOptions()
        let heap = try HeapInput.open(file)
        try StandardOutput.write(answer(heap), json: json, what: "the view")
    }

    private func answer(_ heap: HeapReport) throws -> any HeapView {
        switch view {
        case .summary: HeapSummaryView(heap, limit: top ?? 10)
        case .histogram: try histogram(heap)
        case .suspects: SuspectsView(heap, limit: top ?? .max)
        case .dominators: DominatorsView(heap, below: try below.map { try node($0, heap) } ?? 0, extent: extent)
        case .path: try path(heap)
        case .object: ObjectView(heap, try node(id ?? "", heap), limit: rows(25, json: 1000))
        case .duplicates: DuplicatesView(heap, only: try type.map { try types($0, heap) }, limit: rows(25, json: 100))
        case .waste: WasteView(heap, limit: rows(15, json: 100))
        case .cycles: CyclesView(heap, limit: rows(10, json: .max))
        case .picture: try picture(heap)
        }
    }

    /// Rows of a table: as asked for, else `text`, or `json` for a program.
    func rows(_ text: Int, json rows: Int) -> Int { top ?? (json ? rows : text) }
}

extension TypeOrder: ExpressibleByArgument {}
