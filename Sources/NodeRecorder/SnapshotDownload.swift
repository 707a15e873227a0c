// A heap snapshot on its way from V8 to a file.
package import DevTools
import Foundation
import HeapFile
import Synchronization

/// A `.heapsnapshot` that was written, by what its head says.
package struct DownloadedSnapshot: Sendable, Equatable {
    package let path: String
    package let bytes: Int
    /// Nil if the head does not say.
    package let nodes: Int?
    package let edges: Int?

    /// Takes one and writes it to `path`, where it appears when it is whole.
    ///
    /// - Parameter session: the target, in a connection with several.
    /// - Throws: one line if the other side, or the disk, does not do its part.
    package static func take(
        _ connection: DevToolsConnection, session: String? = nil, to path: String
    ) throws(DevToolsError) -> DownloadedSnapshot {
        try take(to: path) { sink throws(DevToolsError) in
            try connection.takeHeapSnapshot(session: session, sink)
        }
    }

    /// Has `body` send a snapshot's text to a file, which appears when that has returned.
    ///
    /// - Parameter body: returns the bytes that it sent.
    static func take(
        to path: String, _ body: (@escaping SnapshotSink) throws(DevToolsError) -> Int
    ) throws(DevToolsError) -> DownloadedSnapshot {
        let draft: Draft
        do {
            draft = try Draft(path)
        } catch {
            throw DevToolsError("\(error)")
        }
        let bytes = try body { try draft.write($0) }
        do {
            try draft.publish()
        } catch {
            throw DevToolsError("\(error)")
        }
        return DownloadedSnapshot(
            path: path, bytes: bytes, nodes: draft.headNumber("node_count"), edges: draft.headNumber("edge_count"))
    }
}

/// The file, written on the connection's thread and published on another one.
private final class Draft: @unchecked Sendable {
    private let file: DraftFile
    private let lock = Mutex<[UInt8]>([])
    private static let headBytes = 64 << 10

    init(_ path: String) throws(HeapFileError) { file = try DraftFile(for: path, mode: 0o600) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try lock.withLock { head in
            if head.count < Self.headBytes { head += bytes.prefix(Self.headBytes - head.count) }
            try file.write(bytes)
        }
    }

    func publish() throws { try lock.withLock { _ in try file.publish() } }

    /// `"node_count":56221` of the head.
    func headNumber(_ key: String) -> Int? {
        let head = lock.withLock { String(decoding: $0, as: UTF8.self) }
        guard let key = head.range(of: "\"\(key)\":") else { return nil }
        return Int(head[key.upperBound...].prefix { $0.isNumber })
    }
}
