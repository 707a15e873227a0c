// Programs by their names.
import Glibc

/// Finds programs as a shell does.
package enum ProgramSearch {
    /// The path of a program; a name with a slash is one itself.
    ///
    /// - Returns: nil if there is no regular file of that name that may be executed.
    package static func find(_ name: String) -> String? {
        if name.contains("/") { return isProgram(name) ? name : nil }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        for folder in path.split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = "\(folder.isEmpty ? "." : folder)/\(name)"
            if isProgram(candidate) { return candidate }
        }
        return nil
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
