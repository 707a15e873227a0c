import HeapGraph
import SyntheticHeap
import Testing

/// Variables that functions share are called by their names, and their cells are no steps.
@Suite struct ClosureTests {
    static let closures = """
        (modules)
          ['app'] app
        cell rowsCell rows
        cell otherCell other
        app: module 72 tracked refs=1
          = names
        names: dict 360 tracked refs=1
          ['handler'] handler
          ['tuple'] plain
        handler: function 136 tracked refs=1
          =__closure__ closure
        closure: tuple 64 tracked refs=1
          [0...] rowsCell nameless no
        plain: tuple 56 tracked refs=1
          [0] otherCell
        rowsCell: cell 40 tracked refs=1
          <cell_contents> rows
        nameless: cell 40 tracked refs=1
          <cell_contents> lost
        otherCell: cell 40 tracked refs=1
          <cell_contents> otherRows
        no: int 28
        rows: list 88 tracked refs=1
        lost: list 88 tracked refs=1
        otherRows: list 88 tracked refs=1
        """

    @Test func pathsNameTheVariable() throws {
        let heap = try StreamHeap(Self.closures)
        #expect(heap.edges(of: "handler") == ["= closure"])
        #expect(heap.edges(of: "closure") == ["= rowsCell", "[1] nameless", "[2] no"])
        #expect(heap.edges(of: "rowsCell") == ["{rows} rows"])
        #expect(heap.graph.path(to: heap["rows"]).text == "app.handler local rows")
        #expect(heap.graph.path(to: heap["lost"]).text == "app.handler[1].<cell_contents>")
    }

    /// A cell in somebody's tuple is an item of it, and what it holds is the variable still.
    @Test func cellsElsewhereAreItems() throws {
        let heap = try StreamHeap(Self.closures)
        #expect(heap.edges(of: "plain") == ["[0] otherCell"])
        #expect(heap.graph.path(to: heap["otherRows"]).text == "app.tuple[0] local other")
    }

    /// Cells and tuples are parts of the function: what it holds through them is its own, and in nobody's way.
    @Test func contentsAreDominatedByTheFunction() throws {
        let graph = try StreamHeap(Self.closures).graph
        let function = try #require(graph.nodes(ofTypeNamed: "function").first)
        #expect(graph.retainedSize(of: function) == 136 + 64 + 2 * (40 + 88) + 28)
        #expect(graph.dominatedOwners(function) == ["list", "cell", "int"])
    }

    /// Names are no addresses, and a cell that never comes is nobody's.
    @Test func nonsenseIsLeftAlone() throws {
        let heap = try StreamHeap(
            """
            (modules)
              ['app'] app
            cell app x
            cell nowhere y
            app: module 72 tracked refs=1
              = names
            names: dict 64 tracked refs=1
              =x app
            """)
        #expect(heap.edges(of: "app") == ["= names"])
        #expect(heap.edges(of: "names") == ["= app"])
    }
}

extension HeapGraph {
    /// Types of what a node dominates, through its parts.
    fileprivate func dominatedOwners(_ node: NodeIndex) -> Set<String> {
        Set(contents(of: node).map { typeName(of: $0) })
    }
}
