import Foundation
import Testing

@testable import HeapFile

@Suite struct FormatDocumentTests {
    /// docs/format.md has a row for every section.
    @Test func namesEverySection() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let document = try String(contentsOf: root.appendingPathComponent("docs/format.md"), encoding: .utf8)
        for name in SectionName.allCases { #expect(document.contains("`\(name.rawValue)`"), "\(name.rawValue)") }
    }
}
