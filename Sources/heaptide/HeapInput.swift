// Files that heap and diff are given.
import HeapFile
import Recording
import Reports
import V8Heap

enum HeapInput {
    /// Opens a snapshot, of Heaptide or of V8.
    ///
    /// - Throws: one line that says what the file is, if it is none.
    static func open(_ path: String) throws(Problem) -> HeapReport { HeapReport(try snapshot(path), file: path) }

    /// The snapshot alone.
    static func snapshot(_ path: String) throws(Problem) -> HeapSnapshot {
        do throws(HeapFileError) {
            switch try FileKind(of: path) {
            case .v8Snapshot, .gzip:
                let progress = ProgressLine(SourceLocation.printable(path))
                defer { progress.clear() }
                return try V8Snapshot.read(path: path) { progress.show(phase: $0) }
            default: return try HeapSnapshot.open(path)
            }
        } catch {
            throw .failure(error.description)
        }
    }

    /// Whether `path` is a recording of `heaptide run`; false if it cannot be read.
    static func isRecording(_ path: String) -> Bool { (try? FileKind(of: path)) == .recording }
}
