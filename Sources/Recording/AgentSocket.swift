// Where agents find their recorder: a Unix socket in a directory that only this user may enter.
import CAgentABI
import Glibc

/// A listening socket at a path of its own; both go with it. One may lie beside another, in the same directory.
package final class AgentSocket {
    package let path: String
    package let descriptor: Int32
    private let directory: String
    /// The one that made the directory, nil if this one did. It stays as long.
    private let neighbour: AgentSocket?

    private static let prefix = "heaptide-"
    private static let parent = "/tmp"
    private static let name = "/" + HEAPTIDE_SOCKET_NAME
    private static let heapName = "/" + HEAPTIDE_HEAP_SOCKET_NAME
    /// Younger directories may belong to a recorder that does not listen yet.
    private static let staleAfterSeconds = 60

    package init() throws(RecordingError) {
        Self.removeStale()
        var template = Array("\(Self.parent)/\(Self.prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw RecordingError("cannot make a directory in /tmp: \(String(cString: strerror(errno)))")
        }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = directory + Self.name
        neighbour = nil
        descriptor = Self.listen(path)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            rmdir(directory)
            throw RecordingError("cannot open the socket \(path): \(reason)")
        }
    }

    /// A second socket in the directory of another one.
    package init(_ name: String, beside neighbour: AgentSocket) throws(RecordingError) {
        self.neighbour = neighbour
        directory = neighbour.directory
        path = directory + "/" + name
        descriptor = Self.listen(path)
        guard descriptor >= 0 else {
            throw RecordingError("cannot open the socket \(path): \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(path)
        }
        if neighbour == nil { rmdir(directory) }
    }

    /// A descriptor that listens at `path`, which stays when it is closed.
    package static func listening(at path: String) throws(RecordingError) -> Int32 {
        let descriptor = listen(path)
        guard descriptor >= 0 else {
            throw RecordingError("cannot open the socket \(path): \(String(cString: strerror(errno)))")
        }
        return descriptor
    }

    private static func listen(_ path: String) -> Int32 {
        let socket = open()
        guard socket >= 0 else { return -1 }
        let bound = withAddress(path) { bind(socket, $0, $1) }
        guard bound == 0, chmod(path, 0o600) == 0, Glibc.listen(socket, 128) == 0 else {
            close(socket)
            return -1
        }
        return socket
    }

    private static func open(_ flags: __socket_type = SOCK_CLOEXEC) -> Int32 {
        Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(flags.rawValue), 0)
    }

    private static func withAddress<T>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { target in
            for (index, byte) in path.utf8.enumerated() where index < target.count - 1 { target[index] = byte }
        }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, size) }
        }
    }

    /// Removes what recorders that were killed have left: directories of this user whose sockets nobody listens on, or
    /// that have none yet.
    private static func removeStale() {
        guard let listing = opendir(parent) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            let directory = "\(parent)/\(name)"
            var status = stat()
            guard name.hasPrefix(prefix), name.utf8.count == prefix.utf8.count + 6, lstat(directory, &status) == 0,
                status.st_uid == geteuid(),
                status.st_mode & S_IFMT == S_IFDIR, status.st_mtim.tv_sec + staleAfterSeconds < time(nil),
                !isAlive(directory + Self.name), !isAlive(directory + Self.heapName)
            else { continue }
            // Only sockets; with anything else in it the directory stays.
            if isDead(directory + Self.name) { unlink(directory + Self.name) }
            if isDead(directory + Self.heapName) { unlink(directory + Self.heapName) }
            rmdir(directory)
        }
    }

    /// Connects to the socket at `path`. Negative if nobody listens there.
    package static func connect(to path: String) -> Int32 {
        guard path.utf8.count < MemoryLayout<sockaddr_un>.size - 2 else { return -1 }
        let socket = open()
        guard socket >= 0 else { return -1 }
        if withAddress(path, { Glibc.connect(socket, $0, $1) }) == 0 { return socket }
        close(socket)
        return -1
    }

    /// The recorder's socket for heap walks that belongs to an agent's socket; nil if `path` is none.
    package static func heapSocket(of path: String) -> String? {
        path.hasSuffix(name) ? String(path.dropLast(name.count)) + heapName : nil
    }

    private static func isDead(_ path: String) -> Bool { knock(path) == ECONNREFUSED }

    /// Whether somebody listens there, or that cannot be told.
    private static func isAlive(_ path: String) -> Bool { ![ECONNREFUSED, ENOENT].contains(knock(path)) }

    /// The errno of a connection to `path`, 0 if there is one.
    private static func knock(_ path: String) -> Int32 {
        let socket = open(SOCK_NONBLOCK)
        guard socket >= 0 else { return errno }
        defer { close(socket) }
        return withAddress(path) { Glibc.connect(socket, $0, $1) } == 0 ? 0 : errno
    }
}
