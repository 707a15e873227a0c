import Foundation
import Testing

@testable import HeapFile

/// A file is there as a whole or not at all, whether or not the file system knows files without names.
@Suite struct DraftFileTests {
    let folder = TemporaryFolder()

    private func draft(_ mayLackName: Bool) throws -> DraftFile {
        try DraftFile(for: folder / "a", mode: 0o600, mayLackName: mayLackName)
    }

    @Test(arguments: [true, false]) func published(mayLackName: Bool) throws {
        for text in ["first", "second"] {
            let draft = try draft(mayLackName)
            try draft.write(Array(text.utf8))
            #expect(folder.names.contains("a") == (text == "second"))
            try draft.publish()
            #expect(folder.names == ["a"])
            #expect(folder.read("a") == Array(text.utf8))
        }
    }

    @Test(arguments: [true, false]) func dropped(mayLackName: Bool) throws {
        try draft(mayLackName).write([1, 2, 3])
        #expect(folder.names.isEmpty)
    }

    /// Where it is possible, a process that is killed leaves nothing either.
    @Test func namelessUntilPublished() throws {
        let draft = try draft(true)
        try draft.write([1, 2, 3])
        #expect(folder.names.isEmpty)
        try draft.publish()
    }

    @Test(arguments: [true, false]) func aDirectoryInItsPlace(mayLackName: Bool) throws {
        let draft = try draft(mayLackName)
        try FileManager.default.createDirectory(atPath: folder / "a", withIntermediateDirectories: false)
        #expect(throws: HeapFileError.self) { try draft.publish() }
        #expect(folder.names == ["a"])
    }
}
