// A snapshot to a file.
import HeapGraph

extension HeapSnapshot {
    /// Writes the snapshot to `path`, replacing what is there. The file appears when it is whole; only its owner may
    /// read it.
    ///
    /// - Throws: `HeapFileError` if the file cannot be written, or nobody could open it because an object's stack is
    ///   not in the table of stacks.
    /// - Complexity: O(bytes): 57 a node, 8 an edge, and what is known beside them.
    package func write(to path: String) throws(HeapFileError) {
        do {
            try stacks.check(graph.nodes.stacks)
            let sections = try SnapshotSections(self)
            try withExtendedLifetime(sections) { try Self.write(sections.sections, to: path) }
        } catch let error as HeapFileError {
            throw error
        } catch {
            throw HeapFileError("cannot write \(path): \(error)")
        }
    }

    private static func write(_ sections: [Section], to path: String) throws(HeapFileError) {
        let file = try DraftFile(for: path, mode: 0o600)
        let entries = entries(of: sections)
        try file.write(header(of: entries).bytes)
        for entry in entries { try file.write(entry.bytes) }
        for (section, entry) in zip(sections, entries) {
            try file.pad(to: entry.offset)
            try file.write(section.bytes)
        }
        try file.publish()
    }

    /// Behind header and table the sections follow in order.
    private static func entries(of sections: [Section]) -> [SectionEntry] {
        let checksums = Parallel.map(sections.map(\.bytes), cost: \.count) { Checksum.of($0) }
        var offset = FileHeader.byteCount + sections.count * SectionEntry.byteCount
        return zip(sections, checksums).map { section, checksum in
            defer { offset = (offset + section.bytes.count + SectionEntry.alignment - 1) & -SectionEntry.alignment }
            return SectionEntry(
                name: section.name.rawValue, elementSize: UInt32(section.elementSize), offset: UInt64(offset),
                count: UInt64(section.bytes.count / section.elementSize), checksum: checksum)
        }
    }

    private static func header(of entries: [SectionEntry]) -> FileHeader {
        let end = entries.last.map { $0.offset + ($0.byteLength ?? 0) } ?? UInt64(FileHeader.byteCount)
        return FileHeader(
            sectionCount: UInt32(entries.count), fileLength: end, tableOffset: UInt64(FileHeader.byteCount),
            tableChecksum: entries.flatMap(\.bytes).withUnsafeBytes { Checksum.of($0) })
    }
}
