import Foundation
import HeapFile
import Testing

/// What a user might name by mistake.
@Suite struct ForeignFileTests {
    let folder = TemporaryFolder()

    private func complaint(_ bytes: some Collection<UInt8>) throws -> String? {
        let path = folder.write(bytes, to: "foreign")
        let error = #expect(throws: HeapFileError.self) { try HeapSnapshot.open(path) }
        return error.map { String($0.description.dropFirst(path.count)) }
    }

    @Test func filesOfOtherKinds() throws {
        let database = Array("SQLite format 3\0".utf8) + Array(repeating: 0, count: 52)
        #expect(try complaint(database + Array("hptd".utf8))?.contains("is a recording") == true)
        #expect(try complaint(database)?.contains("SQLite database") == true)
        #expect(try complaint(#" {"snapshot" : {"meta""#.utf8)?.contains("a .heapsnapshot") == true)
        #expect(try complaint([0x1F, 0x8B, 8, 0])?.contains("gunzip") == true)
        #expect(try complaint([])?.contains("is empty") == true)
        #expect(try complaint("import json\n".utf8)?.contains("is not a heap snapshot") == true)
        #expect(try complaint([0x89, 0x50, 0x4E, 0x47])?.contains("is not a heap snapshot") == true)
        #expect(try complaint(Array(repeating: 0, count: 5000))?.contains("is not a heap snapshot") == true)
    }

    @Test func noFiles() throws {
        for (path, words) in [
            (folder.path, " is a directory"), (folder / "none", ": No such file or directory"),
            ("/dev/zero", " is not a file"), ("", ": No such file"),
        ] {
            let error = #expect(throws: HeapFileError.self) { try HeapSnapshot.open(path) }
            #expect(error?.description.hasPrefix(path + words) == true, "\(error?.description ?? "")")
        }
        mkfifo(folder / "pipe", 0o600)
        #expect(throws: HeapFileError.self) { try HeapSnapshot.open(folder / "pipe") }
    }

    @Test func kinds() throws {
        #expect(try FileKind(of: folder.write([0x1F, 0x8B], to: "a")) == .gzip)
        #expect(try FileKind(of: folder.write([], to: "b")) == .empty)
        #expect(try FileKind(of: folder.write(#"{"snapshot":{}}"#.utf8, to: "c")) == .v8Snapshot)
    }
}
