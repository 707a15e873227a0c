// A stack of nodes whose columns are fetched before they are needed. In a heap whose nodes come in no useful order, each
// step of a search would wait for memory; here some ten of them wait at the same time.
import CMemoryHints

/// Nodes of a search whose order does not matter: last in, about first out.
struct PendingNodes: ~Copyable {
    private let first: UnsafePointer<EdgeIndex>
    private let targets: UnsafePointer<UInt32>
    private let labels: UnsafePointer<UInt32>
    private let waiting: MutableColumn<UInt32>
    private var depth = 0
    /// Nodes on their way: `entered` came off the stack, `located` know where their edges begin, `taken` are gone.
    private var window = InlineArray<32, UInt32>(repeating: 0)
    private var entered = 0
    private var located = 0
    private var taken = 0

    private static let windowMask = 31
    private static let lead = 10

    /// - Parameter nodeCount: of the heap; each is pushed once at most.
    init(_ heap: borrowing RawHeap) {
        first = UnsafePointer(heap.firstEdges.base)
        targets = UnsafePointer(heap.targets.base)
        labels = UnsafePointer(heap.labels.base)
        waiting = MutableColumn(sparse: heap.nodeCount)
    }

    @inline(__always)
    mutating func push(_ node: UInt32) {
        waiting.base[depth] = node
        depth &+= 1
    }

    /// The next node; nil when there is none.
    @inline(__always)
    mutating func pop() -> Int? {
        while true {
            if depth > 0, entered &- located < Self.lead { enter() }
            if located < entered, depth == 0 || entered &- located == Self.lead { locate() }
            if taken < located, depth == 0 || located &- taken == Self.lead { break }
            if taken == entered && depth == 0 { return nil }
        }
        let node = window[taken & Self.windowMask]
        taken &+= 1
        return Int(node)
    }

    @inline(__always)
    private mutating func enter() {
        depth &-= 1
        let node = waiting.base[depth]
        window[entered & Self.windowMask] = node
        entered &+= 1
        heaptide_will_read(first + Int(node))
    }

    @inline(__always)
    private mutating func locate() {
        let edge = Int(first[Int(window[located & Self.windowMask])])
        located &+= 1
        heaptide_will_read(targets + edge)
        heaptide_will_read(labels + edge)
    }
}
