// Orders: somebody makes a recorded program send its heap, and the recorder, which knows the allocating lines, writes it.
import CAgentABI
import Glibc
import Recording
import Synchronization

/// What an order says first.
struct HeapOrder {
    let pid: Int32
    let target: String

    private static let longestTarget = Int(HEAPTIDE_HEAP_LONGEST_TARGET)

    init(pid: Int32, target: String) {
        self.pid = pid
        self.target = target
    }

    /// Reads one. Nil if it is none.
    init?(_ descriptor: Int32) {
        var head = heaptide_heap_order()
        guard Self.receive(descriptor, &head, MemoryLayout<heaptide_heap_order>.size),
            head.magic == UInt64(HEAPTIDE_ORDER_MAGIC), head.target_bytes > 0,
            Int(head.target_bytes) < Self.longestTarget
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(head.target_bytes))
        guard Self.receive(descriptor, &bytes, bytes.count) else { return nil }
        pid = head.pid
        target = String(decoding: bytes, as: UTF8.self)
    }

    /// All bytes of it.
    var bytes: [UInt8] {
        let head = heaptide_heap_order(
            magic: UInt64(HEAPTIDE_ORDER_MAGIC), pid: pid, target_bytes: UInt32(target.utf8.count))
        return withUnsafeBytes(of: head) { Array($0) } + target.utf8
    }

    static func receive(_ descriptor: Int32, _ place: UnsafeMutableRawPointer, _ count: Int) -> Bool {
        var done = 0
        while done < count {
            let got = recv(descriptor, place + done, count - done, 0)
            if got < 0 && errno == EINTR { continue }
            if got <= 0 { return false }
            done += got
        }
        return true
    }
}

/// What the one who ordered says when the program has been called.
struct HeapOrderCall {
    var pauseSeconds: Double
    var hasValues: UInt64
}

/// Those that wait, by target. Safe to use from any thread.
final class HeapOrders: Sendable {
    private let open = Mutex<[String: HeapVisitor]>([:])
    private static let patienceMilliseconds: Int32 = 5000

    /// Answers whether the recorder knows the process; if so, the order waits for its walk.
    func take(_ order: HeapOrder, from visitor: HeapVisitor, isRecorded: Bool) {
        // In the table first: the walk may come as soon as the answer is there.
        if isRecorded { open.withLock { $0[order.target] = visitor } }
        var answer: UInt8 = isRecorded ? 1 : 0
        send(visitor.descriptor, &answer, 1, Int32(MSG_NOSIGNAL))
    }

    func isOrdered(_ target: String) -> Bool { open.withLock { $0[target] != nil } }

    /// What the one who ordered it says of the call; waits for that. Nil if nobody ordered it, or it has gone.
    func call(of target: String) -> HeapOrderCall? {
        guard let visitor = open.withLock({ $0[target] }) else { return nil }
        var wait = pollfd(fd: visitor.descriptor, events: Int16(POLLIN), revents: 0)
        var call = HeapOrderCall(pauseSeconds: 0, hasValues: 0)
        guard poll(&wait, 1, Self.patienceMilliseconds) == 1,
            HeapOrder.receive(visitor.descriptor, &call, MemoryLayout<HeapOrderCall>.size)
        else { return nil }
        return call
    }

    /// Tells who ordered it what has become of it: nothing, or why not. False if nobody did.
    @discardableResult
    func conclude(_ target: String, _ complaint: String) -> Bool {
        guard let visitor = open.withLock({ $0.removeValue(forKey: target) }) else { return false }
        let line = Array((complaint + "\n").utf8)
        send(visitor.descriptor, line, line.count, Int32(MSG_NOSIGNAL))
        return true
    }
}
