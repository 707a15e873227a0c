// The sections of a file that nobody vouches for.
import HeapGraph

/// A mapped snapshot file whose header and table have been checked. What is in the sections has not.
struct SectionTable: Sendable {
    let path: String
    private let file: MappedFile
    private let entries: [String: SectionEntry]

    /// A table of more would be no table.
    private static let mostSections: UInt32 = 4096

    /// - Throws: `HeapFileError` if the file is something else, cut, damaged in header or table, or of a later version.
    init(_ input: InputFile) throws(HeapFileError) {
        path = input.path
        let header = try Self.header(input)
        guard let file = MappedFile(input.descriptor, count: input.byteCount) else { throw .system("read", path) }
        self.file = file
        entries = try Self.entries(header, file.bytes, path)
    }

    private static func header(_ input: InputFile) throws(HeapFileError) -> FileHeader {
        let path = input.path
        guard input.kind == .snapshot else { throw input.kind.complaint(of: path) }
        guard input.prefix.count >= FileHeader.byteCount else {
            throw HeapFileError("\(path) is truncated: \(input.byteCount) bytes are left; take the snapshot again")
        }
        guard let header = input.prefix.withUnsafeBytes({ FileHeader($0) }) else { throw damaged(path, "header") }
        guard header.version <= FileHeader.currentVersion else {
            throw HeapFileError(
                "\(path) has snapshot format \(header.version), and this Heaptide reads up to "
                    + "\(FileHeader.currentVersion); open it with a newer Heaptide")
        }
        guard UInt64(input.byteCount) >= header.fileLength else {
            throw HeapFileError(
                "\(path) is truncated: \(input.byteCount) bytes of \(header.fileLength); take the snapshot again")
        }
        guard UInt64(input.byteCount) == header.fileLength else { throw damaged(path, "length") }
        return header
    }

    private static func entries(
        _ header: FileHeader, _ bytes: UnsafeRawBufferPointer, _ path: String
    ) throws(HeapFileError) -> [String: SectionEntry] {
        let length = UInt64(header.sectionCount) * UInt64(SectionEntry.byteCount)
        guard header.sectionCount <= mostSections, header.tableOffset <= header.fileLength,
            length <= header.fileLength - header.tableOffset
        else { throw damaged(path, "table of sections") }
        let start = Int(header.tableOffset)
        let table = UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(length)])
        guard Checksum.of(table) == header.tableChecksum else { throw damaged(path, "table of sections") }
        var entries: [String: SectionEntry] = [:]
        for offset in stride(from: 0, to: table.count, by: SectionEntry.byteCount) {
            let entry = SectionEntry(UnsafeRawBufferPointer(rebasing: table[offset..<offset + SectionEntry.byteCount]))
            guard entries.updateValue(entry, forKey: entry.name) == nil, isInside(entry, header.fileLength)
            else { throw damaged(path, "table of sections") }
        }
        return entries
    }

    private static func isInside(_ entry: SectionEntry, _ fileLength: UInt64) -> Bool {
        guard let length = entry.byteLength, entry.offset % UInt64(SectionEntry.alignment) == 0 else { return false }
        return entry.offset <= fileLength && length <= fileLength - entry.offset
    }

    private static func damaged(_ path: String, _ part: String) -> HeapFileError {
        HeapFileError("\(path) is damaged: its \(part) is not as it was written; take the snapshot again")
    }
}

extension SectionTable {
    func has(_ name: SectionName) -> Bool { entries[name.rawValue] != nil }

    /// A section as a column that keeps the file mapped.
    ///
    /// - Throws: `HeapFileError` if there is no such section or its elements have another size.
    func column<Element>(_ name: SectionName, of type: Element.Type) throws(HeapFileError) -> Column<Element> {
        guard let entry = entries[name.rawValue] else {
            throw HeapFileError("\(path) is no whole snapshot: it has no section \(name.rawValue)")
        }
        guard entry.elementSize == MemoryLayout<Element>.stride else {
            throw HeapFileError("\(path) is no snapshot of this version: \(name.rawValue) has other elements")
        }
        let address = file.bytes.baseAddress! + Int(entry.offset)
        return Column(owner: file, base: address.assumingMemoryBound(to: Element.self), count: Int(entry.count))
    }

    /// How many bytes a section has, 0 if it is missing.
    func byteCount(_ name: SectionName) -> Int { entries[name.rawValue]?.byteLength.map { Int($0) } ?? 0 }

    /// Whether a section is as it was written; a missing one is.
    ///
    /// - Complexity: O(bytes).
    func isIntact(_ name: SectionName) -> Bool {
        guard let entry = entries[name.rawValue] else { return true }
        let start = Int(entry.offset)
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + byteCount(name)])
        return Checksum.of(bytes) == entry.checksum
    }
}
