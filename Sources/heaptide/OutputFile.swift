// Where a recording or a page goes.
import Glibc

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
}
