// A file that somebody names.
import Glibc

/// An open file of which only the beginning has been read.
package final class InputFile {
    package let path: String
    package let descriptor: Int32
    package private(set) var byteCount = 0
    /// The first `FileKind.prefixLength` bytes, or fewer.
    private(set) var prefix: [UInt8] = []

    /// - Throws: `HeapFileError` if there is no such file, it may not be read, or it is a directory or a device.
    package init(_ path: String) throws(HeapFileError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            let advice = errno == ENOENT ? "; take one with heaptide snapshot" : ""
            throw HeapFileError("\(path): \(String(cString: strerror(errno)))\(advice)")
        }
        byteCount = try Self.byteCount(descriptor, path)
        prefix = try Self.prefix(descriptor, path)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    package var kind: FileKind { FileKind(prefix) }

    private static func byteCount(_ descriptor: Int32, _ path: String) throws(HeapFileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system("read", path) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return Int(status.st_size)
        case S_IFDIR: throw HeapFileError("\(path) is a directory; name a file in it")
        default: throw HeapFileError("\(path) is not a file")
        }
    }

    private static func prefix(_ descriptor: Int32, _ path: String) throws(HeapFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: FileKind.prefixLength)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw .system("read", path) }
        return Array(bytes.prefix(count))
    }
}
