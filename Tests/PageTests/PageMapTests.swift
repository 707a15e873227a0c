// Places in scripts that a tool has made, by their source maps. Tests/Targets/page_maps/built was made of src by
// esbuild 0.17 (Debian's): esbuild src/main.ts --bundle --minify --sourcemap --outfile=built/bundle.js, and the same
// with --sourcemap=inline.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: VisitedPage.browser != nil, "needs Chromium"), .serialized) struct PageMapTests {
    private let directory = TemporaryDirectory()

    private func leak(_ address: String) throws -> (leak: [String: Any], answer: [String: Any]) {
        let outcome = try Command.run(
            ["web", address, "--scenario", VisitedPage.scenario, "--json", "-o", "out\(UUID().uuidString)"],
            in: directory, limit: 120)
        let answer = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let leaks = try #require(answer?["leaks"] as? [[String: Any]], "\(outcome.errors)")
        return (try #require(leaks.first), answer ?? [:])
    }

    private func place(_ leak: [String: Any]) -> (file: String?, line: Int?) {
        let place = leak["place"] as? [String: Any]
        return (place?["file"] as? String, place?["line"] as? Int)
    }

    /// Every function is in the only line of the bundle: the column decides. The map is a file, or in the script; the page
    /// comes from a server, or is a file.
    @Test(arguments: ["bundle", "inlined"], [true, false]) func bundle(_ name: String, _ isServed: Bool) throws {
        let server = try PageServer("page_maps")
        let base = isServed ? server.url : "file://\(TestPrograms.targets)/page_maps"
        let (leak, answer) = try leak("\(base)/\(name).html")
        #expect((leak["path_text"] as? String)?.hasSuffix("function in view.ts:8") == true, "\(leak)")
        #expect(place(leak).file == "\(base)/src/view.ts" && place(leak).line == 8)
        #expect((answer["notes"] as? [Any])?.isEmpty == true)
    }

    @Test func mapMadeByHand() throws {
        let (leak, _) = try leak("\(TestPrograms.targets)/page_maps/hand.html")
        #expect((leak["path_text"] as? String)?.hasSuffix("function in hand.ts:37") == true, "\(leak)")
        #expect(place(leak).line == 37)
    }

    /// Maps that are none, lie, or are not the page's to have: the script's own lines, and a word.
    @Test(arguments: [
        "{}", "not JSON", "data:application/json;base64,%%%", #"{"version":3,"sources":[],"mappings":";;AAAA"}"#,
        #"{"version":3,"sources":["a.ts"],"mappings":";;AggggggggggggggA"}"#,
        #"{"version":3,"sources":["a.ts"],"mappings":";;AADA"}"#,
        "none.map", "/none.map", "http://127.0.0.1:1/hand.map", "file:///dev/zero", "file:///proc/kmsg", "/dev/zero",
    ]) func mapThatIsNoHelp(_ map: String) throws {
        let script = try String(contentsOfFile: "\(TestPrograms.targets)/page_maps/hand.js", encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast(2).joined(separator: "\n")
        let isText = map.hasPrefix("{") || map == "not JSON"
        let url = isText ? "data:application/json;base64,\(Data(map.utf8).base64EncodedString())" : map
        _ = directory.write(script + "\n//# sourceMappingURL=\(url)\n", to: "hand.js")
        let page = directory.write("<!doctype html><script src=\"hand.js\"></script>", to: "hand.html")
        let (leak, answer) = try leak(page)
        #expect((leak["path_text"] as? String)?.hasSuffix("function in hand.js:3") == true, "\(leak)")
        #expect(place(leak).line == 3)
        #expect((answer["notes"] as? [String])?.contains { $0.contains("source map of hand.js") } == true)
    }
}
