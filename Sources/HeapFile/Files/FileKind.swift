// What a file is, by its first bytes: for the message when it is not what was asked for.
import Glibc

/// Kinds of files that a user might take for a heap snapshot, or that can be turned into one.
package enum FileKind: Sendable, Equatable {
    /// What `HeapSnapshot.open` reads.
    case snapshot
    /// What `heaptide run` writes.
    case recording
    case otherDatabase
    /// What V8 writes: a `.heapsnapshot`.
    case v8Snapshot
    /// What V8's sampling profiler writes: a `.heapprofile`.
    case v8Profile
    case gzip
    case empty
    case other

    /// Bytes that tell all kinds.
    static let prefixLength = 100

    /// - Parameter prefix: the first bytes of the file, up to `prefixLength`.
    init(_ prefix: some Collection<UInt8>) {
        let bytes = Array(prefix)
        let text = bytes.drop { $0 <= 0x20 }.filter { $0 > 0x20 }
        switch bytes {
        case []: self = .empty
        case _ where bytes.starts(with: FileHeader.magic.prefix(max(4, bytes.count))): self = .snapshot
        case _ where bytes.starts(with: "SQLite format 3\0".utf8):
            self = bytes.dropFirst(68).starts(with: "hptd".utf8) ? .recording : .otherDatabase
        case _ where text.starts(with: #"{"snapshot":{"#.utf8): self = .v8Snapshot
        case _ where text.starts(with: #"{"head":{"#.utf8): self = .v8Profile
        case _ where bytes.starts(with: [0x1F, 0x8B]): self = .gzip
        default: self = .other
        }
    }

    /// The kind of a file that begins like this.
    package init(prefixOf bytes: UnsafeRawBufferPointer) { self.init(bytes.prefix(Self.prefixLength)) }

    /// The kind of the file at `path`.
    ///
    /// - Throws: `HeapFileError` if it cannot be read, or is a directory or a device.
    package init(of path: String) throws(HeapFileError) { self = try InputFile(path).kind }

    /// Why a file of this kind is no snapshot, and what to do.
    package func complaint(of path: String) -> HeapFileError {
        switch self {
        case .snapshot: HeapFileError("\(path) is a snapshot")
        case .recording: HeapFileError("\(path) is a recording, not a heap snapshot; heaptide report reads it")
        case .otherDatabase: HeapFileError("\(path) is an SQLite database, not a heap snapshot")
        case .v8Snapshot: HeapFileError("\(path) is a .heapsnapshot of V8, not a snapshot of Heaptide")
        case .v8Profile:
            HeapFileError("\(path) is a sampled profile of V8, not a heap snapshot; heaptide report reads it")
        case .gzip: HeapFileError("\(path) is packed with gzip; unpack it first (gunzip)")
        case .empty: HeapFileError("\(path) is empty; take the snapshot again")
        case .other: HeapFileError("\(path) is not a heap snapshot (heaptide snapshot makes one)")
        }
    }
}
