// Why a file is no .heapsnapshot, seen from the place in it.
import HeapFile

/// One line without the file's name: what is wrong at which byte.
struct SnapshotFault: Error {
    let description: String

    init(_ description: String) { self.description = description }

    /// - Parameter place: byte of the text, from 0.
    static func at(_ place: Int, _ problem: String) -> SnapshotFault { SnapshotFault("at byte \(place) \(problem)") }

    /// - Parameter place: number of bytes that there are.
    static func truncated(_ place: Int, in part: String) -> SnapshotFault {
        SnapshotFault("it is truncated: it ends at byte \(place), in \(part); take it again")
    }

    func error(of path: String) -> HeapFileError { HeapFileError("\(path) cannot be read: \(description)") }
}
