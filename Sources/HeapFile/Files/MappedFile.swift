// A file as memory.
import Glibc

/// A whole file, mapped for reading. Columns that lie in it keep it alive.
///
/// A snapshot file is never changed in place: a new one takes its name. If somebody cuts the file meanwhile, reading
/// what is gone ends the process (SIGBUS), with one line on standard error.
package final class MappedFile: @unchecked Sendable {
    package let bytes: UnsafeRawBufferPointer

    /// Maps `count` bytes of an open file; at least one.
    package init?(_ descriptor: Int32, count: Int) {
        Self.explainCutFiles
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED
        else { return nil }
        bytes = UnsafeRawBufferPointer(start: address, count: count)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }

    /// Says why the process ends, unless somebody else handles the signal.
    private static let explainCutFiles: Void = {
        var action = sigaction()
        guard sigaction(SIGBUS, nil, &action) == 0, action.__sigaction_handler.sa_handler == nil else { return }
        action.__sigaction_handler.sa_handler = { _ in
            let line: StaticString = "heaptide: a snapshot was cut short while it was read; take it again\n"
            write(STDERR_FILENO, line.utf8Start, line.utf8CodeUnitCount)
            _exit(1)
        }
        sigaction(SIGBUS, &action, nil)
    }()
}
