// Who comes to the recorder's desk for heaps.
import CAgentABI
import CRecorderPlatform
import Glibc
import PythonHeap

/// A connection, and what the other end wants. It ends with its owner, or with what it was handed on to.
final class HeapVisitor: @unchecked Sendable {
    /// The kernel's word for who it is.
    let pid: Int32
    let user: UInt32
    private(set) var descriptor: Int32

    enum Errand {
        case walk(WalkOrigin)
        case order(HeapOrder)
    }

    private static let patienceSeconds = 10

    /// Accepts the next one. Nil if it has gone, or is another user.
    init?(listener: Int32) {
        descriptor = heaptide_accept(listener)
        var (pid, user): (Int32, UInt32) = (0, 0)
        let isKnown = descriptor >= 0 && heaptide_peer(descriptor, &pid, &user)
        self.pid = pid
        self.user = user
        guard isKnown, user == geteuid() || geteuid() == 0 || user == 0 else {
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
            return nil
        }
        var limit = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Finds out what is wanted; waits for it some seconds at most. Nil if it is nothing that this desk knows.
    func ask() -> Errand? {
        guard let first = peek(2) else { return nil }
        if first[0] == UInt64(HEAPTIDE_ORDER_MAGIC) { return HeapOrder(descriptor).map { .order($0) } }
        return peek(WalkOrigin.wordCount).flatMap(WalkOrigin.init).map { .walk($0) }
    }

    private func peek(_ count: Int) -> [UInt64]? {
        var words = [UInt64](repeating: 0, count: count)
        let flags = Int32(MSG_PEEK | MSG_WAITALL)
        let got = words.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, flags) }
        return got == count * 8 ? words : nil
    }

    /// The rest of a walk. Takes the connection over.
    func connection() -> HeapConnection {
        defer { descriptor = -1 }
        return HeapConnection(descriptor: descriptor)
    }
}
