// Files that heap, diff and export are given.
import HeapFile
import HeapGraph
import Recording
import Reports
import V8Heap

enum HeapInput {
    /// Opens a snapshot, of Heaptide or of V8, or the one beside a recording.
    ///
    /// - Throws: one line that says what the file is, if it is none of them.
    static func open(_ path: String) throws(Problem) -> HeapReport {
        let snapshot = isRecording(path) ? try snapshotPath(of: path) : path
        let opened = try self.snapshot(snapshot)
        guard opened.facts.language == "javascript" else { return HeapReport(opened, file: snapshot) }
        return HeapReport(opened, file: snapshot) { graph in
            let distances = V8Distances(graph)
            return { distances.text(of: $0) }
        }
    }

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

    /// The snapshot that was taken in the same run: the recording names it, and it lies beside it.
    private static func snapshotPath(of recording: String) throws(Problem) -> String {
        let name: String?
        do throws(RecordingError) {
            name = try RecordingFile.read(recording).meta["snapshot"]?.split(separator: "/").last.map(String.init)
        } catch {
            throw .failure(error.description)
        }
        guard let name else {
            throw .failure(
                "\(recording) has no heap snapshot; record with --snapshot peak or --snapshot exit to have one")
        }
        guard let slash = recording.lastIndex(of: "/") else { return name }
        return recording[...slash] + name
    }
}
