import Foundation
import TestSupport
import Testing

/// The page of a real program in headless Chromium.
@Suite(.enabled(if: Command.find("chromium") != nil, "needs Debian's chromium"))
struct PageTests {
    /// A program with some hundred lines that allocate, and a child.
    private static let program = """
        import ast, glob, os, subprocess, sys
        paths = sorted(glob.glob(os.path.dirname(os.__file__) + '/*.py'))[:25]
        trees = [ast.parse(open(path, encoding='utf-8').read()) for path in paths]
        names = {}
        for tree in trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.Name): names.setdefault(node.id, []).append(node.lineno)
        for number in range(5000): bytes(1000)
        '</script><script>document.title = "broken"</script>'
        subprocess.run([sys.executable, '-c', 'kept = [0] * 100000'])
        """

    private struct Seen: Decodable {
        struct Tab: Decodable {
            var tab: String
            var theme: String
            var shown: [String]
            var letters: Int
            var background: String
            var overflow: Int
        }
        var title: String
        var masthead: String
        var peak_bytes: Int
        var peak_title: String
        var tabs: [Tab]
        var request: String
        var problems: [String]
    }

    @Test func everyTab() throws {
        let directory = TemporaryDirectory()
        _ = directory.write(Self.program, to: "script.py")
        let outcome = try Command.shell(
            """
            $HEAPTIDE run -q -o r --python $PYTHON script.py && $HEAPTIDE report r --html page.html 2>/dev/null &&
            $HEAPTIDE report r --json >report.json && $PYTHON "$OPEN" "$(command -v chromium)" page.html
            """, in: directory, environment: ["OPEN": TestPrograms.targets + "/command_page.py"], limit: 150)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let seen = try JSONDecoder().decode(Seen.self, from: Data(outcome.output.utf8))
        #expect(seen.problems == [])
        #expect(seen.request == "img-src", "the page may ask the network")
        #expect(seen.title == "Heaptide: script.py")
        try check(seen, against: directory.read("report.json"))
        #expect(seen.tabs.count == 14)
        for tab in seen.tabs {
            #expect(tab.shown == [tab.tab])
            #expect(tab.letters > 100, "\(tab.tab) is empty")
            #expect(tab.overflow <= 0, "\(tab.tab) is wider than the window")
        }
        let backgrounds = Dictionary(grouping: seen.tabs, by: \.theme).mapValues { Set($0.map(\.background)) }
        #expect(backgrounds["light"]?.count == 1)
        #expect(backgrounds["dark"]?.count == 1)
        #expect(backgrounds["light"] != backgrounds["dark"])
    }

    /// The page's figures are the report's.
    private func check(_ seen: Seen, against json: [UInt8]) throws {
        let report = try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
        let peak = try #require((report["heap"] as? [String: Any])?["peak_bytes"] as? Int)
        #expect(seen.peak_bytes == peak)
        let grouped = peak.formatted(.number.locale(Locale(identifier: "en_US")))
        #expect(seen.peak_title.split(separator: "|").contains { $0.hasPrefix(grouped) }, "\(seen.peak_title)")
    }
}
