// Heaps for tests, written as text.
//
//     cache: dict 100            a node: type, bytes, then flags; without such a line its type is its name without
//                                digits, and it has 10 bytes
//     root => app                an edge of the root kind
//     app = namespace            attributes
//     namespace .CACHE cache     a property
//     cache ['users'] users      a key; [] is one that was not recorded
//     users [0] first            an element
//     frame {rows} users         a variable
//     load <globals> namespace   the virtual machine's own
//     load ? code                nothing known
//
// A label that begins with ~ is weak, one with ^ a shortcut. A # begins a comment.
package import HeapGraph

/// A graph, and its nodes by the names they had in the text.
package struct HeapText {
    package let graph: HeapGraph
    private let nodes: [String: NodeIndex]

    package init(_ text: String) throws {
        var script = HeapScript()
        for line in text.split(separator: "\n") {
            let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
            if !words.isEmpty { script.read(words) }
        }
        let (graph, numbering) = try HeapGraph.build(script.heap())
        self.graph = graph
        nodes = script.numbers.mapValues { numbering[$0] }
    }

    package subscript(name: String) -> NodeIndex { nodes[name]! }
}

/// Nodes and edges in the order in which the text names them.
struct HeapScript {
    private(set) var numbers: [String: Int] = ["root": 0]
    private var nodes: [(name: String, type: String, size: UInt64, flags: NodeFlags, stack: UInt32)] = [
        ("root", "(root)", 0, [.synthetic, .holder], 0)
    ]
    private var edges: [[(label: String, target: Int)]] = [[]]

    private static let flags: [String: NodeFlags] = [
        "tracked": .tracked, "finalizer": .finalizer, "garbage": .garbage, "synthetic": .synthetic, "holder": .holder,
        "grey": .grey,
    ]

    mutating func read(_ words: [String]) {
        if words[0].hasSuffix(":") {
            declare(String(words[0].dropLast()), words.dropFirst())
        } else {
            let (source, target) = (number(of: words[0]), number(of: words[2]))
            edges[source].append((words[1], target))
        }
    }

    private mutating func declare(_ name: String, _ words: ArraySlice<String>) {
        let number = number(of: name)
        for word in words {
            if let size = UInt64(word) {
                nodes[number].size = size
            } else if let flag = Self.flags[word] {
                nodes[number].flags.insert(flag)
            } else if word.hasPrefix("@") {
                nodes[number].stack = UInt32(word.dropFirst())!
            } else {
                nodes[number].type = word
            }
        }
    }

    private mutating func number(of name: String) -> Int {
        if let known = numbers[name] { return known }
        numbers[name] = nodes.count
        nodes.append((name, name.filter { !$0.isNumber }, 10, [], 0))
        edges.append([])
        return nodes.count - 1
    }

    private static let categories: [String: TypeCategory] = [
        "module": .module, "frame": .frame, "type": .type, "dict": .collection, "list": .collection, "str": .string,
        "function": .function, "(root)": .synthetic, "thread": .synthetic,
    ]

    func heap() -> RawHeap {
        var heap = RawHeap()
        for (node, edges) in zip(nodes, edges) {
            let type = heap.type(named: node.type, Self.categories[node.type] ?? .object)
            let name = node.flags.contains(.holder) ? heap.nameTable.intern(node.name) : 0
            heap.addNode(
                type: type, selfSize: node.size, name: name, identity: UInt64(numbers[node.name]!), stack: node.stack,
                flags: node.flags)
            for edge in edges { heap.addEdge(label(edge.label, &heap.nameTable), to: UInt32(edge.target)) }
        }
        return heap
    }

    private func label(_ text: String, _ names: inout NameInterner) -> EdgeLabel {
        let strength: EdgeStrength = text.hasPrefix("~") ? .weak : text.hasPrefix("^") ? .shortcut : .strong
        let text = strength == .strong ? text : String(text.dropFirst())
        let inner = String(text.dropFirst().prefix { !"]}>".contains($0) })
        switch text.first {
        case ".": return EdgeLabel(.property, names.intern(inner), strength: strength)
        case "{": return EdgeLabel(.variable, names.intern(inner), strength: strength)
        case "<": return EdgeLabel(.internal, names.intern(inner), strength: strength)
        case "[" where inner.hasPrefix("'"):
            return EdgeLabel(.key, names.intern(String(inner.dropFirst().dropLast())), strength: strength)
        case "[" where inner.isEmpty: return EdgeLabel(.key, 0, strength: strength)
        case "[": return EdgeLabel(.element, UInt32(inner)!, strength: strength)
        default: return EdgeLabel(text == "=" ? .attributes : text == "=>" ? .root : .unnamed, strength: strength)
        }
    }
}
