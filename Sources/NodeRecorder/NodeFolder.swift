// Where recorder and recorded Nodes meet: a folder of their own with a pipe. A Node writes a line into the pipe when its
// inspector listens, and goes on when a file with its token's name appears.
package import DevTools
import Foundation
import Glibc
package import Recording

/// What a Node says of itself.
package struct NodeAnnouncement: Equatable, Sendable {
    package let pid: Int32
    package let token: String
    package let address: DevToolsAddress
    /// Bytes that V8's heap may have.
    package let heapLimit: Int

    /// A line of the pipe; nil for anything else.
    init?(line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 4, let heapLimit = Int(words[3]), let pid = Int32(words[0]), pid > 0,
            let address = DevToolsAddress(url: String(words[2])),
            words[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }), words[1].count < 64
        else { return nil }
        self.pid = pid
        token = String(words[1])
        self.address = address
        self.heapLimit = heapLimit
    }
}

/// The folder. Gone with its owner.
package final class NodeFolder: Sendable {
    package let path: String
    /// Readable when a Node has said something.
    package let descriptor: Int32

    package init() throws(RecordingError) {
        var template = Array((NSTemporaryDirectory() + "/heaptide-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw RecordingError("cannot make a folder in /tmp: \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // Open for writing too, so that the pipe has no end while this process lives.
        guard mkfifo(path + "/node", 0o600) == 0,
            case let pipe = open(path + "/node", O_RDWR | O_NONBLOCK | O_CLOEXEC), pipe >= 0
        else {
            let reason = String(cString: strerror(errno))
            rmdir(path)
            throw RecordingError("cannot make a pipe in \(path): \(reason)")
        }
        descriptor = pipe
    }

    deinit {
        close(descriptor)
        try? FileManager.default.removeItem(atPath: path)
    }

    /// What has been said since the last time. Lines are written at once, so none is half here.
    package func announcements() -> [NodeAnnouncement] {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { text += buffer[..<count] }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap(NodeAnnouncement.init(line:))
    }

    /// Lets a Node go on.
    package func release(_ announcement: NodeAnnouncement) {
        let file = open("\(path)/\(announcement.token)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        if file >= 0 { close(file) }
    }
}
