// What a runtime brings with it, so that it is not taken for what a program piles up.

/// Tells objects that came with the runtime: the way to them leads through something flagged so, and they are of no
/// class of the program (an instance in a library's registry is the program's).
///
/// - Complexity: O(nodes + edges) once, then O(1) an object, amortized; 5 bytes a node.
struct Furniture: ~Copyable {
    private let graph: HeapGraph
    private var parents: Column<NodeIndex>?
    /// By node: whether the way to it leads through a library.
    private let known: MutableColumn<UInt8>

    private enum Answer {
        static let unknown: UInt8 = 0
        static let no: UInt8 = 1
        static let yes: UInt8 = 2
    }

    init(_ graph: HeapGraph) {
        self.graph = graph
        known = MutableColumn(zeroes: graph.nodeCount)
    }

    /// The objects that are the program's own.
    mutating func leavingOut(_ nodes: [NodeIndex]) -> [NodeIndex] {
        guard let first = nodes.first, isPossible(first) else { return nodes }
        return nodes.filter { !isThroughLibrary($0) }
    }

    /// Classes of a program are called by their modules.
    private func isPossible(_ node: NodeIndex) -> Bool {
        let type = graph.type(of: node)
        return type.category != .object || !graph.typeName(of: node).contains(".")
    }

    /// A module of the runtime's, its own table of things, or a made-up node above what it holds; none of its code.
    private func isLibrary(_ node: NodeIndex) -> Bool {
        graph.flags(of: node).contains(.runtime)
            && [.module, .collection, .synthetic].contains(graph.type(of: node).category)
    }

    private mutating func isThroughLibrary(_ node: NodeIndex) -> Bool {
        let parents = parents ?? graph.parents()
        self.parents = parents
        var way: [NodeIndex] = []
        var place = node
        var answer = Answer.no
        while true {
            if case let found = known[Int(place)], found != Answer.unknown {
                answer = found
                break
            }
            if isLibrary(place) {
                answer = Answer.yes
                break
            }
            if place == 0 { break }
            way.append(place)
            place = parents[place]
        }
        // All but the object itself are on the way to many.
        for passed in way.dropFirst() { known.base[Int(passed)] = answer }
        return answer == Answer.yes
    }
}
