// Files that heap and diff are given.
import HeapFile
import Reports

enum HeapInput {
    /// Opens a snapshot.
    ///
    /// - Throws: one line that says what the file is, if it is none.
    static func open(_ path: String) throws(Problem) -> HeapReport {
        do throws(HeapFileError) {
            return HeapReport(try HeapSnapshot.open(path), file: path)
        } catch {
            throw .failure(error.description)
        }
    }

    /// Whether `path` is a recording of `heaptide run`; false if it cannot be read.
    static func isRecording(_ path: String) -> Bool { (try? FileKind(of: path)) == .recording }
}
