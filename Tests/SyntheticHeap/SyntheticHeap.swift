// A heap like a program's, of any size, and the same for the same size: modules with tables of records, each with its
// dict, strings of its own and shared ones, and a list of tags; indices that share the records, a long chain, cycles, and
// a thread whose frames hold what the modules hold. Nodes are numbered as they would be allocated.
package import HeapGraph

/// Where everything is: nothing but arithmetic, so that any size can be written in one go.
package struct SyntheticHeap {
    /// Each module: its node, its dict and its index.
    package let modules: Int
    package let tablesPerModule = 8
    package let recordsPerTable: Int
    package let links: Int

    private static let nodesPerRecord = 5
    private static let nodesPerModule = 3
    private static let sharedStrings = 1000
    private static let frames = 4

    /// - Parameter nodeCount: nodes wanted, at least 2,000; there will be some fewer.
    package init(nodeCount: Int) {
        links = nodeCount / 50
        modules = min(64, max(2, nodeCount / 200_000))
        let fixed = 4 + Self.frames + Self.sharedStrings + modules * (Self.nodesPerModule + tablesPerModule) + links
        recordsPerTable = max(1, (nodeCount - fixed) / (modules * tablesPerModule * Self.nodesPerRecord))
    }

    private static let root = 0
    private static let recordClass = 1
    private static let tableFunction = 2
    private static let thread = 3
    private static let firstFrame = 4
    private static let firstShared = firstFrame + frames
    private var firstModule: Int { Self.firstShared + Self.sharedStrings }
    private var firstLink: Int { firstModule + modules * Self.nodesPerModule }
    private var firstTable: Int { firstLink + links }
    private var tableStride: Int { 1 + recordsPerTable * Self.nodesPerRecord }
    private var tables: Int { modules * tablesPerModule }

    package var nodeCount: Int { firstTable + tables * tableStride }
    package var records: Int { tables * recordsPerTable }

    private func module(_ index: Int) -> Int { firstModule + index * Self.nodesPerModule }
    /// Source number of a table.
    package func table(_ index: Int) -> Int { firstTable + index * tableStride }
    /// Source number of a record.
    package func record(_ index: Int, of table: Int) -> Int {
        self.table(table) + 1 + index * Self.nodesPerRecord
    }
    private func shared(_ index: Int) -> Int { Self.firstShared + index % Self.sharedStrings }

    /// The heap, to be built.
    package func makeRaw() -> RawHeap {
        var writer = Writer(layout: self)
        writer.addBeginning()
        for module in 0..<modules { writer.addModule(module) }
        for link in 0..<links { writer.addLink(link) }
        for table in 0..<tables { writer.addTable(table) }
        return writer.finish()
    }
}

extension SyntheticHeap {
    /// Adds the nodes in the order of their numbers.
    private struct Writer: ~Copyable {
        let layout: SyntheticHeap
        var heap: RawHeap
        let dict, list, record, string, bytes, link: TypeIndex
        let label: Labels

        struct Labels {
            var name, tags, category, sibling, next, value, type: EdgeLabel
        }

        init(layout: SyntheticHeap) {
            self.layout = layout
            heap = RawHeap(nodeCapacity: layout.nodeCount, edgeCapacity: layout.nodeCount * 5 / 3 + 1024)
            dict = heap.type(named: "dict", .collection)
            list = heap.type(named: "list", .collection)
            record = heap.type(named: "app.Record", .object)
            string = heap.type(named: "str", .string)
            bytes = heap.type(named: "bytes", .other)
            link = heap.type(named: "app.Link", .object)
            func property(_ name: String, _ heap: inout RawHeap) -> EdgeLabel {
                EdgeLabel(.property, heap.nameTable.intern(name))
            }
            label = Labels(
                name: property("name", &heap), tags: property("tags", &heap), category: property("category", &heap),
                sibling: property("sibling", &heap), next: property("next", &heap), value: property("value", &heap),
                type: EdgeLabel(.internal, heap.nameTable.intern("__class__"), strength: .shortcut))
        }

        consuming func finish() -> RawHeap { heap }

        private mutating func add(_ name: String, _ type: TypeIndex, _ size: UInt64, _ flags: NodeFlags) {
            let name = heap.nameTable.intern(name)
            heap.addNode(type: type, selfSize: size, name: name, flags: flags)
        }

        private mutating func edge(_ label: EdgeLabel, _ target: Int) { heap.addEdge(label, to: UInt32(target)) }

        mutating func addBeginning() {
            let synthetic: NodeFlags = [.synthetic, .holder]
            add("(root)", heap.type(named: "(root)", .synthetic), 0, synthetic)
            for module in 0..<layout.modules { edge(EdgeLabel(.root), layout.module(module)) }
            edge(EdgeLabel(.root), thread)
            add("Record", heap.type(named: "type", .type), 1064, [.tracked])
            add("load", heap.type(named: "function", .function), 160, [.tracked])
            edge(EdgeLabel(.internal, heap.nameTable.intern("__globals__"), strength: .shortcut), layout.module(0) + 1)
            add("MainThread", heap.type(named: "thread", .synthetic), 0, synthetic)
            for frame in 0..<frames { edge(EdgeLabel(.internal, heap.nameTable.intern("frame")), firstFrame + frame) }
            let rows = heap.nameTable.intern("rows")
            for frame in 0..<frames {
                add("load", heap.type(named: "frame", .frame), 400, [.tracked, .holder, .grey])
                edge(EdgeLabel(.variable, rows), layout.table(frame * 3 % layout.tables))
            }
            for text in 0..<sharedStrings { heap.addNode(type: string, selfSize: UInt64(50 + text % 40)) }
        }

        private var thread: Int { SyntheticHeap.thread }
        private var firstFrame: Int { SyntheticHeap.firstFrame }
        private var frames: Int { SyntheticHeap.frames }
        private var sharedStrings: Int { SyntheticHeap.sharedStrings }

        mutating func addModule(_ index: Int) {
            let node = layout.module(index)
            add("module\(index)", heap.type(named: "module", .module), 72, [.tracked, .holder])
            edge(EdgeLabel(.attributes), node + 1)
            heap.addNode(type: dict, selfSize: 4696, flags: [.tracked, .holder])
            for table in 0..<layout.tablesPerModule {
                let name = heap.nameTable.intern("TABLE\(table)")
                edge(EdgeLabel(.property, name), layout.table(index * layout.tablesPerModule + table))
            }
            edge(EdgeLabel(.property, heap.nameTable.intern("INDEX")), node + 2)
            if index == 0 {
                edge(EdgeLabel(.property, heap.nameTable.intern("Record")), SyntheticHeap.recordClass)
                edge(EdgeLabel(.property, heap.nameTable.intern("load")), SyntheticHeap.tableFunction)
                if layout.links > 0 { edge(EdgeLabel(.property, heap.nameTable.intern("CHAIN")), layout.firstLink) }
            }
            addIndex(of: index)
        }

        /// A dict of all records of the module's first table; of every hundredth the key was recorded.
        private mutating func addIndex(of module: Int) {
            heap.addNode(type: dict, selfSize: UInt64(104 * layout.recordsPerTable), flags: [.tracked])
            for index in 0..<layout.recordsPerTable {
                let key = index % 100 == 0 ? heap.nameTable.intern("user\(index)") : 0
                edge(EdgeLabel(.key, key), layout.record(index, of: module * layout.tablesPerModule))
            }
        }

        mutating func addLink(_ index: Int) {
            heap.addNode(type: link, selfSize: 48, stack: 1, flags: [.tracked])
            if index + 1 < layout.links { edge(label.next, layout.firstLink + index + 1) }
            let table = index % layout.tables
            edge(label.value, layout.record(index % layout.recordsPerTable, of: table))
        }

        mutating func addTable(_ index: Int) {
            let count = layout.recordsPerTable
            heap.addNode(type: list, selfSize: UInt64(56 + 8 * count), stack: 2, flags: [.tracked])
            for record in 0..<count { edge(EdgeLabel(.element, UInt32(record)), layout.record(record, of: index)) }
            for record in 0..<count { addRecord(record, of: index) }
        }

        private mutating func addRecord(_ index: Int, of table: Int) {
            let node = layout.record(index, of: table)
            heap.addNode(
                type: record, selfSize: 48, identity: UInt64(node) << 6, stack: UInt32(table + 3), flags: [.tracked])
            edge(EdgeLabel(.attributes), node + 1)
            edge(label.type, SyntheticHeap.recordClass)
            heap.addNode(type: dict, selfSize: 104, stack: UInt32(table + 3), flags: [.tracked])
            edge(label.name, node + 2)
            edge(label.tags, node + 3)
            edge(label.category, layout.shared(index &* 31 &+ table))
            if index % 8 == 0 && index > 0 { edge(label.sibling, layout.record(index - 1, of: table)) }
            if index % 8 == 7 && index + 1 < layout.recordsPerTable { edge(label.sibling, node + 5) }
            heap.addNode(type: string, selfSize: UInt64(49 + index % 24), stack: UInt32(table + 3))
            heap.addNode(type: list, selfSize: 72, stack: UInt32(table + 3), flags: [.tracked])
            edge(EdgeLabel(.element, 0), node + 4)
            edge(EdgeLabel(.element, 1), layout.shared(index))
            heap.addNode(type: bytes, selfSize: UInt64(33 + index % 100), stack: UInt32(table + 3))
        }
    }
}
