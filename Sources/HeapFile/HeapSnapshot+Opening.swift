// A file to a snapshot.
import Foundation
import HeapGraph

extension HeapSnapshot {
    /// Opens the snapshot at `path`. Its columns are views of the mapped file, which stays mapped as long as one of them.
    ///
    /// Nothing of the file is believed: header, table and sections are checked against their checksums, and all indices
    /// against their tables. The file may be replaced meanwhile, but not changed in place.
    ///
    /// - Throws: `HeapFileError` if the file is something else, truncated, damaged, or of a later version.
    /// - Complexity: O(bytes), once and on all cores; 3 million objects with 5 million references in less than 0.1 s.
    package static func open(_ path: String) throws(HeapFileError) -> HeapSnapshot {
        let table = try SectionTable(InputFile(path))
        let checks = Parallel.map(Check.all, cost: { $0.cost(table) }) { $0.run(table) }
        for case .damaged(let name) in checks {
            throw HeapFileError(
                "\(path) is damaged: \(name.rawValue) is not as it was written; take the snapshot again")
        }
        for case .refused(let error) in checks { throw error }
        for case .read(let snapshot) in checks { return snapshot }
        throw HeapFileError("\(path) cannot be read")
    }
}

/// One of the checks of a file, which are independent of each other.
private enum Check {
    /// That a section is what was written.
    case checksum(SectionName)
    /// That the sections make a heap.
    case reading

    enum Outcome {
        case intact
        case damaged(SectionName)
        case read(HeapSnapshot)
        case refused(HeapFileError)
    }

    static let all = SectionName.allCases.map { Check.checksum($0) } + [.reading]

    func cost(_ table: SectionTable) -> Int {
        switch self {
        case .checksum(let name): table.byteCount(name)
        case .reading: SectionName.allCases.reduce(1) { $0 + table.byteCount($1) }
        }
    }

    func run(_ table: SectionTable) -> Outcome {
        switch self {
        case .checksum(let name):
            return table.isIntact(name) ? .intact : .damaged(name)
        case .reading:
            do throws(HeapFileError) { return .read(try SnapshotReader(table: table).read()) } catch {
                return .refused(error)
            }
        }
    }
}
