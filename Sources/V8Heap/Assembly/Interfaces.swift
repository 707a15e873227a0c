// What plain objects are called: the properties that many of them have, after DevTools' inferInterfaceDefinitions and
// applyInterfaceDefinitions.
import HeapGraph

/// Properties that enough plain objects have to be told apart by them.
struct Interface {
    /// `{id, name}`.
    let name: String
    let properties: [UInt32]
}

/// Plain objects by the properties they have.
///
/// Lists of properties are compared by a hash of 64 bits.
struct PropertyLists: ~Copyable {
    /// The nodes that are plain objects, and the number of each one's list.
    private(set) var objects = MutableColumn<UInt32>()
    private(set) var lists = MutableColumn<UInt32>()
    /// All lists one behind the other, in the order of the edges, without `__proto__`.
    private var properties = MutableColumn<UInt32>()
    private var starts = MutableColumn<UInt32>()
    private var counts = MutableColumn<UInt32>()

    /// - Complexity: O(nodes + edges of plain objects).
    init(_ view: SnapshotView) {
        var known = KeyTable()
        for node in 0..<view.nodeCount where view.kinds[node] == V8Kind.object && view.is(node, .object) {
            var hash: UInt64 = 0
            let edges = view.edges(of: node)
            for index in edges where Self.isProperty(index, view) {
                hash = Hash.mix(hash ^ UInt64(view.edge(index).value))
            }
            let (number, isNew) = known.insert(hash)
            if isNew {
                starts.append(UInt32(truncatingIfNeeded: properties.count))
                counts.append(0)
                for index in edges where Self.isProperty(index, view) { properties.append(view.edge(index).value) }
            }
            counts.base[number] &+= 1
            objects.append(UInt32(truncatingIfNeeded: node))
            lists.append(UInt32(truncatingIfNeeded: number))
        }
        starts.append(UInt32(truncatingIfNeeded: properties.count))
    }

    @inline(__always)
    private static func isProperty(_ index: Int, _ view: SnapshotView) -> Bool {
        let edge = view.edge(index)
        return edge.is(.property) && view.nameKind(edge) != NameKind.proto.rawValue
            && Int(edge.value) < view.stringCount
    }

    var count: Int { counts.count }

    func properties(of list: Int) -> UnsafeBufferPointer<UInt32> {
        let start = Int(starts.base[list])
        return UnsafeBufferPointer(
            start: UnsafePointer(properties.base) + start, count: Int(starts.base[list + 1]) - start)
    }

    /// How many objects have exactly this list.
    func objectCount(of list: Int) -> Int { Int(counts.base[list]) }
}

/// Names of properties as DevTools writes them in an interface's name.
struct PropertyNames: ~Copyable {
    private var texts: [UInt32: (text: String, length: Int)] = [:]

    /// The text, and its length in UTF-16.
    mutating func name(_ number: UInt32, _ strings: borrowing StringTable) -> (text: String, length: Int) {
        if let known = texts[number] { return known }
        var text = strings.text(number)
        if text.contains(where: { ",'\"{}".contains($0) }) { text = Self.quoted(text) }
        let name = (text, text.utf16.count)
        texts[number] = name
        return name
    }

    /// As JSON.stringify writes it.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

enum InterfaceSearch {
    private static let longestName = 120
    private static let leastCount = 2.0
    private static let leastPart = 1.0 / 1000

    /// The interfaces of a heap, those of most objects first.
    static func interfaces(_ lists: borrowing PropertyLists, _ strings: borrowing StringTable) -> [Interface] {
        var names = PropertyNames()
        var known: [[UInt32]: Int] = [:]
        var candidates: [(properties: [UInt32], count: Int)] = []
        for list in 0..<lists.count {
            let properties = start(of: lists.properties(of: list), strings, &names)
            guard !properties.isEmpty else { continue }
            let number = known[properties] ?? candidates.count
            if number == candidates.count {
                known[properties] = number
                candidates.append((properties, 0))
            }
            candidates[number].count += lists.objectCount(of: list)
        }
        let least = max(leastCount, Double(lists.objects.count) * leastPart)
        let order = candidates.indices.filter { Double(candidates[$0].count) >= least }
            .sorted { (candidates[$1].count, $0) < (candidates[$0].count, $1) }
        return order.map { index in
            let texts = candidates[index].properties.map { names.name($0, strings).text }
            return Interface(name: "{\(texts.joined(separator: ", "))}", properties: candidates[index].properties)
        }
    }

    /// As many properties as fit in a name.
    private static func start(
        of list: UnsafeBufferPointer<UInt32>, _ strings: borrowing StringTable, _ names: inout PropertyNames
    ) -> [UInt32] {
        var length = 1
        var end = 0
        while end < list.count {
            let next = names.name(list[end], strings).length
            if end > 0 && length + next > longestName { break }
            length += next + (end > 0 ? 2 : 0)
            end += 1
        }
        return Array(list[..<end])
    }
}

/// Finds of some properties the interface that has most of them and no others.
struct InterfaceTrie {
    private struct Node {
        var next: [UInt32: Int] = [:]
        var greatestNext: UInt32?
        var interface: Int?
    }

    private var nodes = [Node()]
    private let sizes: [Int]

    init(_ interfaces: [Interface]) {
        sizes = interfaces.map(\.properties.count)
        for (index, interface) in interfaces.enumerated() {
            var node = 0
            for property in interface.properties.sorted() { node = child(of: node, property) }
            if nodes[node].interface == nil { nodes[node].interface = index }
        }
    }

    private mutating func child(of node: Int, _ property: UInt32) -> Int {
        if let next = nodes[node].next[property] { return next }
        nodes[node].next[property] = nodes.count
        nodes[node].greatestNext = max(nodes[node].greatestNext ?? 0, property)
        nodes.append(Node())
        return nodes.count - 1
    }

    /// The index of the interface; nil if none fits.
    func match(_ properties: UnsafeBufferPointer<UInt32>) -> Int? {
        var places = [0]
        var best: Int?
        for property in properties.sorted() {
            var next: [Int] = []
            for place in places {
                if let greatest = nodes[place].greatestNext, property < greatest { next.append(place) }
                guard let below = nodes[place].next[property] else { continue }
                if !next.contains(below) { next.append(below) }
                if let found = nodes[below].interface { best = better(found, best) }
            }
            places = next
            if places.isEmpty { break }
        }
        return best
    }

    private func better(_ index: Int, _ other: Int?) -> Int {
        guard let other else { return index }
        return (sizes[other], index) < (sizes[index], other) ? index : other
    }
}
