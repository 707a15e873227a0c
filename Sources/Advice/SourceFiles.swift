// Which files a check looks at: those that are named, and those below folders that are named.
import Glibc

package struct SourceFiles: Sendable {
    package private(set) var paths: [String] = []
    /// What was named and cannot be read, in one line each.
    package private(set) var problems: [(path: String, problem: String)] = []
    private var seen: Set<[UInt64]> = []

    /// Packages of others, and what tools keep.
    private static let skipped: Set<String> = ["node_modules", "__pycache__"]

    /// Files in the order they are named, those of a folder sorted, each once. Hidden files, `node_modules`, virtual
    /// environments and links to folders are left out below folders.
    package init(_ named: [String]) {
        for path in named {
            var status = stat()
            guard stat(path, &status) == 0 else {
                problems.append((path, String(cString: strerror(errno))))
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: walk(path)
            case S_IFREG:
                if SourceLanguage(path: path) == nil {
                    problems.append((path, "neither Python (.py) nor JavaScript (.js, .mjs, .cjs)"))
                } else {
                    add(path, status)
                }
            default: problems.append((path, "not a plain file"))
            }
        }
    }

    private mutating func add(_ path: String, _ status: stat) {
        if seen.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted { paths.append(path) }
    }

    private mutating func walk(_ folder: String) {
        guard let names = Self.names(in: folder) else {
            problems.append((folder, String(cString: strerror(errno))))
            return
        }
        if names.contains("pyvenv.cfg") { return }
        for name in names.sorted() where !name.hasPrefix(".") && !Self.skipped.contains(name) {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                walk(path)
            } else if SourceLanguage(path: name) != nil {
                if stat(path, &status) != 0 {
                    problems.append((path, String(cString: strerror(errno))))
                } else if status.st_mode & S_IFMT == S_IFREG {
                    add(path, status)
                }
            }
        }
    }

    private static func names(in folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
