// What a heap walk has sent, as columns in the order of the stream: nodes, each with its edges, by address still.
import CAgentABI
package import HeapGraph

/// A type of objects, as the walk told of it.
struct PythonType {
    /// Where the type object lies.
    var address: UInt64
    var name: String
    var category: UInt8
    /// The type is an object of the heap, and its instances hold it.
    var isHeapType: Bool
    var hasFinalizer: Bool
}

/// Something that is no object: an interpreter, a thread, a frame, the table of modules.
struct SyntheticNode {
    var kind: UInt32
    /// Index among the nodes.
    var node: Int
    var number: UInt64
    var name: UInt64
    var file: UInt64
}

/// How much a collection has room for, and what it has in it. Items, and bytes.
struct CollectionRoom: BitwiseCopyable {
    var node: UInt32
    var room: UInt32
    var unusedBytes: UInt32
    var used: UInt64
}

/// The columns. Words are kept as they came where that saves memory.
struct HeapRecords: ~Copyable {
    var addresses = MutableColumn<UInt64>(capacity: Self.expected)
    /// Size in the low 40 bits, type in the rest; all ones for a synthetic node.
    var sizes = MutableColumn<UInt64>(capacity: Self.expected)
    /// Of an object: reference count, what slots would save in the upper half. Of a leaf: the hash of its content.
    var details = MutableColumn<UInt64>(capacity: Self.expected)
    /// Flags of the object; `leafFlag` on top.
    var flags = MutableColumn<UInt8>(capacity: Self.expected)
    var firstEdges = MutableColumn<UInt32>(capacity: Self.expected)
    /// Addresses, until they are resolved.
    var targets = MutableColumn<UInt64>(capacity: Self.expected)
    /// Kind and strength as sent in the upper byte, name or index below.
    var labels = MutableColumn<UInt32>(capacity: Self.expected)
    var types: [PythonType] = []
    var synthetics: [SyntheticNode] = []
    var names = NameInterner(longestName: Int(HEAPTIDE_HEAP_LONGEST_NAME) * 4)
    /// Names by identity.
    var nameNumbers = AddressNumbers()
    /// Texts of strings, by their address.
    var values: [UInt64: NameIndex] = [:]
    /// Names of the variables that cells hold, by the cells' addresses.
    var cellNames: [UInt64: NameIndex] = [:]
    var opaqueObjects = 0
    var begin: (minor: Int, pid: Int32, seconds: UInt64)?
    /// Objects, edges, nanoseconds: what the walk says that it has sent.
    var end: (objects: UInt64, edges: UInt64, nanoseconds: UInt64)?

    /// Room that costs nothing until it is used, so that the columns of most heaps never move.
    private static let expected = 1 << 24
    /// In the order of their nodes.
    var rooms = MutableColumn<CollectionRoom>(capacity: 1 << 12)

    /// The interpreter's version, whole.
    var runtime = ""

    static let leafFlag: UInt8 = 128
    static let syntheticSize = UInt64.max
    static let labelShift: UInt32 = 26

    private(set) var nodeCount = 0
    private(set) var edgeCount = 0

    /// Makes room for what that many words can say.
    mutating func reserve(_ words: Int) {
        addresses.reserve(nodeCount + words)
        sizes.reserve(nodeCount + words)
        details.reserve(nodeCount + words)
        flags.reserve(nodeCount + words)
        firstEdges.reserve(nodeCount + words)
        targets.reserve(edgeCount + words)
        labels.reserve(edgeCount + words)
    }

    /// There is room: `reserve` came before.
    @inline(__always)
    mutating func addNode(_ address: UInt64, _ size: UInt64, _ detail: UInt64, _ flags: UInt8) {
        addresses.base[nodeCount] = address
        sizes.base[nodeCount] = size
        details.base[nodeCount] = detail
        self.flags.base[nodeCount] = flags
        firstEdges.base[nodeCount] = UInt32(truncatingIfNeeded: edgeCount)
        nodeCount &+= 1
    }

    /// Of the last node, if it is an object.
    mutating func addRoom(used: UInt64, _ word: UInt64) {
        guard nodeCount > 0, rooms.count == 0 || rooms[rooms.count - 1].node != UInt32(nodeCount - 1) else { return }
        rooms.append(
            CollectionRoom(
                node: UInt32(nodeCount - 1), room: UInt32(truncatingIfNeeded: word),
                unusedBytes: UInt32(truncatingIfNeeded: word >> 32), used: used))
    }

    /// There is room: `reserve` came before.
    @inline(__always)
    mutating func addEdge(_ target: UInt64, _ label: UInt32) {
        targets.base[edgeCount] = target
        labels.base[edgeCount] = label
        edgeCount &+= 1
    }

    mutating func setCounts() {
        addresses.setCount(nodeCount)
        sizes.setCount(nodeCount)
        details.setCount(nodeCount)
        flags.setCount(nodeCount)
        firstEdges.setCount(nodeCount)
        targets.setCount(edgeCount)
        labels.setCount(edgeCount)
    }
}
