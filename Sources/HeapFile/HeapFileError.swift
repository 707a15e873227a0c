// Why a file cannot be read or written.
import Glibc

/// One line: what is wrong with which file, and what to do.
package struct HeapFileError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    /// What the last system call said.
    package static func system(_ doing: String, _ path: String) -> HeapFileError {
        HeapFileError("cannot \(doing) \(path): \(String(cString: strerror(errno)))")
    }
}
