// A file as memory.
import Glibc

/// A whole file, mapped for reading. Columns that lie in it keep it alive.
///
/// A snapshot file is never changed in place: a new one takes its name. If somebody cuts the file meanwhile, reading
/// what is gone ends the process (SIGBUS).
final class MappedFile: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    /// Maps `count` bytes of an open file; at least one.
    init?(_ descriptor: Int32, count: Int) {
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED
        else { return nil }
        bytes = UnsafeRawBufferPointer(start: address, count: count)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
