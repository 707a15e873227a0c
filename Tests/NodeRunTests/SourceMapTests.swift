import DevTools
import NodeRecorder
import Testing

/// Two segments a line: column 0 is line 0 of the source, column 4 is line 2; the next line goes on.
private let plain = #"{"version": 3, "sources": ["a.ts"], "mappings": "AAAA,IAEA;AACA"}"#

/// Places in generated scripts, by maps whose every segment is known.
@Suite struct SourceMapTests {
    private func parsed(_ text: String) -> SourceMap? { JSONParser.parse(Array(text.utf8)).flatMap { SourceMap($0) } }

    private func place(_ map: SourceMap, _ line: Int, _ column: Int) -> String? {
        map.original(line: line, column: column).map { "\($0.source):\($0.line)" }
    }

    @Test func onePart() throws {
        let map = try #require(parsed(plain))
        #expect(place(map, 0, 0) == "a.ts:0" && place(map, 0, 3) == "a.ts:0" && place(map, 0, 99) == "a.ts:2")
        #expect(place(map, 1, 0) == "a.ts:3" && place(map, 2, 0) == nil && place(map, -1, 0) == nil)
    }

    /// Of a bundler: the second part begins in the first's last line, the third a line further down.
    @Test func sections() throws {
        let map = try #require(
            parsed(
                """
                {"version": 3, "sections": [
                  {"offset": {"line": 0, "column": 0}, "map": \(plain)},
                  {"offset": {"line": 1, "column": 10}, "map":
                    {"version": 3, "sourceRoot": "src", "sources": ["b.ts"], "mappings": "AAAA,IAEA;AACA"}},
                  {"offset": {"line": 4, "column": 2}, "map": {"version": 3, "sources": ["c.ts"], "mappings": "AAAA"}}
                ]}
                """))
        #expect(map.sources == ["a.ts", "src/b.ts", "c.ts"])
        #expect(place(map, 0, 4) == "a.ts:2" && place(map, 1, 9) == "a.ts:3")
        #expect(place(map, 1, 10) == "src/b.ts:0" && place(map, 1, 14) == "src/b.ts:2")
        // Columns move on the part's first line only.
        #expect(place(map, 2, 0) == "src/b.ts:3" && place(map, 3, 0) == nil)
        #expect(place(map, 4, 1) == nil && place(map, 4, 2) == "c.ts:0")
    }

    /// A part that says more than its place allows is cut where the next one begins.
    @Test func overlappingSections() throws {
        let map = try #require(
            parsed(
                """
                {"version": 3, "sections": [
                  {"offset": {"line": 0, "column": 0}, "map": \(plain)},
                  {"offset": {"line": 0, "column": 2}, "map": {"version": 3, "sources": ["c.ts"], "mappings": "AAAA"}}
                ]}
                """))
        #expect(place(map, 0, 1) == "a.ts:0" && place(map, 0, 2) == "c.ts:0" && place(map, 0, 4) == "c.ts:0")
        #expect(place(map, 1, 0) == nil)
    }

    @Test(arguments: [
        #"{"version": 2, "sections": []}"#,
        #"{"version": 3, "sections": [{"offset": {"line": 0, "column": 0}}]}"#,
        #"{"version": 3, "sections": [{"map": \#(plain)}]}"#,
        #"{"version": 3, "sections": [{"offset": {"line": -1, "column": 0}, "map": \#(plain)}]}"#,
        #"{"version": 3, "sections": [{"offset": {"line": 0, "column": -1}, "map": \#(plain)}]}"#,
        #"{"version": 3, "sections": [{"offset": {"line": 4194304, "column": 0}, "map": \#(plain)}]}"#,
        #"{"version": 3, "sections": [{"offset": {"line": 0, "column": 0}, "map": {"version": 3, "sections": []}}]}"#,
        #"{"version": 3, "sources": [], "mappings": "AAAA"}"#, #"{"version": 3, "sources": ["a"], "mappings": "AA!A"}"#,
    ]) func damaged(_ text: String) { #expect(parsed(text) == nil) }

    /// Any line and column may be asked for, and the largest column moves no further.
    @Test func largeNumbers() throws {
        let map = try #require(
            parsed(
                """
                {"version": 3, "sections": [
                  {"offset": {"line": 3, "column": 9007199254740991}, "map": \(plain)}]}
                """))
        #expect(place(map, .max, .max) == nil && place(map, 3, 5) == nil && place(map, 4, 0) == "a.ts:3")
    }
}
