// A file that appears under its name when it is whole.
import Glibc

/// A file that is being written. Until `publish` nobody sees it under its name; if it is dropped before, nothing stays.
///
/// Where the file system can, the draft has no name at all, so that not even a killed process leaves something behind.
package final class DraftFile {
    private let path: String
    /// Beside the file, and as short-lived as can be.
    private let draft: String
    private let descriptor: Int32
    private let hasName: Bool
    private var isPublished = false
    /// Bytes so far.
    package private(set) var byteCount: UInt64 = 0

    /// A draft of the file at `path`.
    ///
    /// - Parameter mode: who may read and write it, as of `open(2)`.
    /// - Throws: `HeapFileError` if there is no such directory or nothing may be written in it.
    package convenience init(for path: String, mode: UInt32) throws(HeapFileError) {
        try self.init(for: path, mode: mode, mayLackName: true)
    }

    /// - Parameter mayLackName: false for what is done where the file system knows no files without names.
    init(for path: String, mode: UInt32, mayLackName: Bool) throws(HeapFileError) {
        self.path = path
        draft = "\(path).\(getpid()).part"
        let unnamed = mayLackName ? Self.openUnnamed(beside: path, mode) : -1
        hasName = unnamed < 0
        descriptor = hasName ? open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode) : unnamed
        if descriptor < 0 { throw .system("write", path) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if hasName && !isPublished && descriptor >= 0 { unlink(draft) }
    }

    /// Not in Swift's view of fcntl.h.
    private static let openUnnamedFlag = O_DIRECTORY | 0o20_000_000

    private static func openUnnamed(beside path: String, _ mode: UInt32) -> Int32 {
        guard access("/proc/self/fd", X_OK) == 0 else { return -1 }
        let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        return open(directory, O_WRONLY | O_CLOEXEC | openUnnamedFlag, mode)
    }

    /// - Throws: `HeapFileError` if the disk is full or broken.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(HeapFileError) {
        var rest = bytes
        while rest.count > 0 {
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if written < 0 && errno == EINTR { continue }
            if written <= 0 { throw failure() }
            byteCount += UInt64(written)
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    package func write(_ bytes: [UInt8]) throws(HeapFileError) {
        try bytes.span.bytes.withUnsafeBytes { bytes throws(HeapFileError) in try write(bytes) }
    }

    /// Writes zeroes up to `offset`.
    func pad(to offset: UInt64) throws(HeapFileError) {
        try write([UInt8](repeating: 0, count: Int(offset - byteCount)))
    }

    /// Gives the file its name, in place of another if there is one.
    package func publish() throws(HeapFileError) {
        if !hasName {
            unlink(draft)
            guard linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, draft, AT_SYMLINK_FOLLOW) == 0
            else { throw failure() }
        }
        guard rename(draft, path) == 0 else {
            let failure = failure()
            unlink(draft)
            throw failure
        }
        isPublished = true
    }

    private func failure() -> HeapFileError {
        guard errno == ENOSPC || errno == EDQUOT else { return .system("write", path) }
        return HeapFileError("cannot write \(path): the disk is full; free some space or choose another place")
    }
}
