// A snapshot file as bytes that can be changed so that all checksums fit again: what a hostile writer would send.
@testable import HeapFile

struct PlainFile {
    var bytes: [UInt8]
    private(set) var entries: [SectionEntry]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let count = bytes.withUnsafeBytes { Int($0.littleEndian(at: 12, as: UInt32.self)) }
        entries = bytes.withUnsafeBytes { bytes in
            (0..<count).map { SectionEntry(UnsafeRawBufferPointer(rebasing: bytes[(64 + 64 * $0)..<(128 + 64 * $0)])) }
        }
    }

    func index(_ name: String) -> Int { entries.firstIndex { $0.name == name }! }

    mutating func rename(_ name: String, to other: String) {
        change(index(name)) { $0.name = other }
    }

    /// Changes an entry of the table.
    mutating func change(_ index: Int, _ body: (inout SectionEntry) -> Void) {
        body(&entries[index])
        seal()
    }

    /// Changes the bytes of a section.
    mutating func edit(_ name: String, _ body: (inout ArraySlice<UInt8>) -> Void) { edit(index(name), body) }

    mutating func edit(_ index: Int, _ body: (inout ArraySlice<UInt8>) -> Void) {
        let range = Int(entries[index].offset)..<Int(entries[index].offset + entries[index].byteLength!)
        var slice = bytes[range]
        body(&slice)
        bytes.replaceSubrange(range, with: slice)
        entries[index].checksum = Array(slice).withUnsafeBytes { Checksum.of($0) }
        seal()
    }

    /// Makes table and header fit the entries and the length.
    mutating func seal(version: UInt32 = FileHeader.currentVersion) {
        let table = entries.flatMap(\.bytes)
        bytes.replaceSubrange(64..<64 + table.count, with: table)
        var header = FileHeader(
            sectionCount: UInt32(entries.count), fileLength: UInt64(bytes.count), tableOffset: 64,
            tableChecksum: table.withUnsafeBytes { Checksum.of($0) })
        header.version = version
        bytes.replaceSubrange(0..<64, with: header.bytes)
    }
}
