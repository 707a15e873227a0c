// Where a recording or a page goes.
import Foundation
import Glibc
import HeapFile

enum OutputFile {
    /// Whether something stands at `path` that `force` allows to replace.
    ///
    /// - Throws: one line if it must not be replaced: no `force`, or no plain file (a directory, a device).
    static func isToBeReplaced(_ path: String, force: Bool, instead: String = "") throws(Problem) -> Bool {
        if path.isEmpty { throw .usage("the name of the output file is empty") }
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .usage("\(path) is a directory; name a file in it")
        default: throw .usage("\(path) is not a plain file; name another one")
        }
        if !force { throw .usage("\(path) exists; replace it with --force\(instead)") }
        return true
    }

    /// Whether two names are of one file.
    static func isSame(_ left: String, _ right: String) -> Bool {
        var (a, b) = (stat(), stat())
        return stat(left, &a) == 0 && stat(right, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino
    }

    /// Writes all of it or nothing: the file appears under its name when it is whole.
    static func write(_ data: Data, to path: String) throws(Problem) {
        do throws(HeapFileError) {
            let draft = try DraftFile(for: path, mode: 0o644)
            try draft.write([UInt8](data))
            try draft.publish()
        } catch {
            throw .failure(error.description)
        }
    }

    /// All of `data` to an open descriptor; false (and errno) if that fails.
    static func write(_ data: Data, to descriptor: Int32) -> Bool {
        data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return false }
                done += count
            }
            return true
        }
    }
}
