// The cycle collector's lists, which name every tracked object: three generations and the permanent one, in every
// interpreter of the process. Their place is taken from the table, and believed only if the lists look like lists.
import CAgentABI
import CPythonABI

/// The collector of one interpreter.
struct Collector {
    private let state: UInt64
    static let listCount = 4

    init(interpreter: UInt64) { state = interpreter &+ UInt64(HeapWalk.layout.interpreter_gc) }

    /// True while a collection goes on: the lists are split then, and the links hold reference counts.
    var isCollecting: Bool { load32(state, HeapWalk.layout.gc_collecting) != 0 }

    /// Head of a list; the last is the permanent generation. 3.14.0 to 3.14.4 keep their generations without a pointer to
    /// the first, at the same place.
    func head(_ index: Int) -> UInt64 {
        if index == 3 { return state &+ UInt64(HeapWalk.layout.gc_permanent) }
        return firstGeneration &+ UInt64(index) &* 24
    }

    private var firstGeneration: UInt64 {
        let pointer = load(state, HeapWalk.layout.gc_generation0)
        let isInside = pointer > state && pointer &- state < 128
        return isInside ? pointer : state &+ 24
    }

    /// Whether all heads are linked to what links back to them.
    var isPlausible: Bool {
        for index in 0..<Self.listCount {
            let head = head(index)
            let next = Self.next(head)
            if next & 7 != 0 && HeapWalk.layout.minor != 13 { return false }
            if next < 4096 || next >> 47 != 0 || load(next, 8) & ~3 != head { return false }
        }
        return true
    }

    /// The two low bits of a link are flags.
    @inline(__always)
    static func next(_ link: UInt64) -> UInt64 { load(link, 0) & ~3 }
}

/// A place in the lists, from which the walk goes on after a fault.
struct CollectorCursor {
    private var interpreter: UInt64 = 0
    private var list = 0
    private var link: UInt64 = 0

    static func first() -> CollectorCursor {
        var cursor = CollectorCursor()
        cursor.begin(HeapRoots.firstInterpreter)
        return cursor
    }

    private mutating func begin(_ interpreter: UInt64) {
        self.interpreter = interpreter
        list = 0
        link = interpreter == 0 ? 0 : Collector(interpreter: interpreter).head(0)
    }

    /// The next tracked object, 0 after the last.
    @inline(__always)
    mutating func next() -> UInt64 {
        while interpreter != 0 {
            let head = Collector(interpreter: interpreter).head(list)
            link = Collector.next(link)
            if link != head { return link &+ 16 }
            list &+= 1
            if list == Collector.listCount {
                begin(load(interpreter, HeapWalk.layout.interpreter_next))
            } else {
                link = Collector(interpreter: interpreter).head(list)
            }
        }
        return 0
    }
}
