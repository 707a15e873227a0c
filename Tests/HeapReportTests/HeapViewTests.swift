import Foundation
import HeapGraph
import Reports
import SyntheticHeap
import TestSupport
import Testing

/// Every view of every made heap, as text and as JSON.
@Suite struct HeapViewTests {
    private static let names = ["leaking", "shared", "even", "hostile", "root"]

    private static func heap(_ name: String) throws -> HeapReport {
        try #require(try MadeHeaps.all.first { $0.name == name }).heap
    }

    /// All views, each under its name.
    private static func views(_ heap: HeapReport) -> [(name: String, view: any HeapView)] {
        let node = NodeIndex(heap.graph.nodeCount / 2)
        let type: Set<TypeIndex> = [heap.graph.nodes.types[node]]
        return [
            ("summary", HeapSummaryView(heap)), ("histogram", HistogramView(heap, limit: 5)),
            ("histogram by retained", HistogramView(heap, by: .retained)),
            ("histogram by count", HistogramView(heap, by: .count, only: type)),
            ("histogram by site", SiteHistogramView(heap)), ("suspects", SuspectsView(heap)),
            ("dominators", DominatorsView(heap)), ("dominators below", DominatorsView(heap, below: node)),
            ("path", PathView(heap, to: node, limit: 3)), ("path of a type", GroupPathsView(heap, of: type)),
            ("object", ObjectView(heap, node, limit: 3)), ("duplicates", DuplicatesView(heap, limit: 3)),
            ("duplicates of a type", DuplicatesView(heap, only: type)), ("waste", WasteView(heap, limit: 3)),
            ("cycles", CyclesView(heap)),
        ]
    }

    private static func text(_ heap: HeapReport, _ style: TextStyle) -> String {
        views(heap).map { "── \($0.name)\n\($0.view.text(style))" }.joined(separator: "\n")
    }

    @Test(arguments: names) func text(_ name: String) throws {
        let text = Self.text(try Self.heap(name), TextStyle(isColored: false))
        #expect(Golden.difference(text, "views-\(name).txt", of: "HeapReportTests") == nil)
    }

    @Test(arguments: ["leaking", "shared", "even", "root"]) func json(_ name: String) throws {
        let json = Self.views(try Self.heap(name)).map { view in
            "── \(view.name)\n\(String(decoding: view.view.json, as: UTF8.self))\n"
        }
        #expect(Golden.difference(json.joined(separator: "\n"), "views-\(name).json", of: "HeapReportTests") == nil)
    }

    /// Colour adds escape sequences and changes nothing else.
    @Test(arguments: names) func colored(_ name: String) throws {
        let heap = try Self.heap(name)
        let colored = Self.text(heap, TextStyle(isColored: true))
        #expect(colored.contains("\u{1B}["))
        let plain = colored.replacing(/\u{1B}\[[0-9]+m/, with: "")
        #expect(plain == Self.text(heap, TextStyle(isColored: false)))
    }

    /// What the program wrote into names reaches neither the terminal nor a second line.
    @Test(arguments: names, [80, 100, 120]) func linesFit(_ name: String, _ width: Int) throws {
        let text = Self.text(try Self.heap(name), TextStyle(isColored: false, width: width))
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
        let long = text.split(separator: "\n").filter { $0.count > max(width, 80) && !$0.contains("heaptide heap") }
        #expect(long.isEmpty)
    }

    @Test(arguments: names) func jsonIsOneObject(_ name: String) throws {
        for (view, value) in Self.views(try Self.heap(name)) {
            let object = try JSONSerialization.jsonObject(with: value.json) as? [String: Any]
            #expect(object?.isEmpty == false, "\(view)")
            #expect(object?.keys.allSatisfy { $0.wholeMatch(of: /[a-z_]+/) != nil } == true, "\(view)")
        }
    }
}
