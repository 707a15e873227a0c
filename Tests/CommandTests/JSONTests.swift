import Foundation
import Recording
import Reports
import TestSupport
import Testing

/// `report --json`: DESIGN's keys with their types, and everything in goldens.
@Suite struct JSONTests {
    @Test(arguments: MadeRecordings.all.map(\.0)) func golden(_ name: String) {
        let recording = MadeRecordings.all.first { $0.0 == name }!.1
        for (moment, value) in ViewTests.moments.prefix(3) {
            let text = String(decoding: JSONReport.data(Report(recording, moment: value), top: nil), as: UTF8.self)
            #expect(Golden.difference(text + "\n", "json-\(name)-\(moment).json") == nil)
        }
    }

    /// The page's data: the golden is the JSON between its two tags.
    @Test(arguments: MadeRecordings.all.map(\.0)) func pageData(_ name: String) throws {
        let recording = MadeRecordings.all.first { $0.0 == name }!.1
        let page = String(decoding: HTMLReport.data(Report(recording)), as: UTF8.self)
        let start = try #require(page.range(of: "id=\"heaptide-data\">")).upperBound
        let end = try #require(page.range(of: "</script>", range: start..<page.endIndex)).lowerBound
        let data = Data(page[start..<end].utf8)
        let object = try JSONSerialization.jsonObject(with: data)
        let text = try JSONSerialization.data(
            withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        #expect(Golden.difference(String(decoding: text, as: UTF8.self) + "\n", "page-\(name).json") == nil)
        #expect(!page[start..<end].contains("<"))
    }

    /// A real program's, read by another JSON parser, which tells integers from floats.
    @Test func typesOfARealReport() throws {
        let directory = TemporaryDirectory()
        _ = directory.write(
            """
            import ctypes, subprocess, sys
            kept = [str(i) for i in range(9999)]
            ctypes.CDLL(None).heaptide_mark(b"kept")
            """, to: "script.py")
        let made = try Command.shell(
            """
            $HEAPTIDE run -q -o r --python $PYTHON script.py && $HEAPTIDE report r --json >report.json &&
            $PYTHON "$CHECK" report.json
            """, in: directory, environment: ["CHECK": TestPrograms.targets + "/command_schema.py"])
        #expect(made.status == 0, "\(made.output)\(made.errors)")
        #expect(made.output == "")
    }

    @Test func topBoundsTheTables() throws {
        let data = JSONReport.data(Report(MadeRecordings.usual), top: 2)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect((object["sites"] as? [Any])?.count == 2)
    }
}
