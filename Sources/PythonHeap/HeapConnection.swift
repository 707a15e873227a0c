// The end of the socket at which a heap walk arrives.
import Glibc

/// Reads one walk from a connection.
package final class HeapConnection {
    private let descriptor: Int32
    private let buffer: UnsafeMutableRawPointer
    private static let bufferBytes = 4 << 20
    /// A walk that sends nothing for so long is given up.
    private static let patienceMilliseconds: Int32 = 60_000

    /// Waits for the walk to connect to a listening socket.
    ///
    /// - Throws: `HeapStreamError` if nobody comes.
    package init(listener: Int32, milliseconds: Int32 = 10_000) throws(HeapStreamError) {
        var wait = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, milliseconds) == 1 else {
            throw HeapStreamError("the program did not connect; it may have ended")
        }
        descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else {
            throw HeapStreamError("cannot accept the program's connection: \(String(cString: strerror(errno)))")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        buffer = Self.makeBuffer()
    }

    /// Takes over a connection.
    package init(descriptor: Int32) {
        self.descriptor = descriptor
        buffer = Self.makeBuffer()
    }

    private static func makeBuffer() -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer.allocate(byteCount: bufferBytes, alignment: 4096)
    }

    deinit {
        buffer.deallocate()
        close(descriptor)
    }

    /// Reads until the walk has ended.
    ///
    /// - Parameter onProgress: is told the number of objects so far, now and then; false gives up.
    /// - Throws: `HeapStreamError` if the walk breaks off, stalls, or sends nonsense.
    package func read(onProgress: (Int) -> Bool) throws(HeapStreamError) -> HeapStreamReader {
        var reader = HeapStreamReader()
        var held = 0
        while !reader.isComplete {
            held += try receive(into: buffer + held, room: Self.bufferBytes - held)
            let words = UnsafeBufferPointer(start: buffer.assumingMemoryBound(to: UInt64.self), count: held / 8)
            let taken = try reader.take(words) * 8
            memmove(buffer, buffer + taken, held - taken)
            held -= taken
            guard onProgress(reader.objectCount) else { throw HeapStreamError("interrupted; nothing was written") }
        }
        return reader
    }

    private func receive(into place: UnsafeMutableRawPointer, room: Int) throws(HeapStreamError) -> Int {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, Self.patienceMilliseconds) != 0 else {
            throw HeapStreamError("the heap walk has sent nothing for a minute; nothing was written")
        }
        let count = recv(descriptor, place, room, 0)
        if count < 0 && errno == EINTR { return 0 }
        guard count > 0 else {
            throw HeapStreamError("the heap walk broke off; the program may be short of memory, or its heap is damaged")
        }
        return count
    }
}
