// What was seen of a lab's page: the answer of `heaptide web --json` (docs/json.md).
import Foundation
import HeapGraph
package import Reports

/// A page that was visited.
package struct LabPage: Decodable, Sendable {
    /// The page's memory at a moment. Bytes; seconds since the page was asked for.
    package struct Moment: Decodable, Sendable {
        package let seconds: Double
        package let heapBytes: Int
        package let residentBytes: Int?
        let nodes: Int
        let listeners: Int
    }

    package struct Snapshot: Decodable, Sendable {
        /// Path.
        package let file: String
        package let totalBytes: Int
        package let moment: Moment
        /// DOM nodes in no document, and running timers.
        let detachedNodes: Int
        let timers: Int

        /// `1-before`.
        package var name: String {
            String(file.split(separator: "/").last?.split(separator: ".").first ?? "")
        }
    }

    /// What was made and stays.
    package struct Leak: Decodable, Sendable {
        let kind: String
        let type: String
        let count: Int
        package let retainedBytes: Int
        let detachedNodes: Int
        package let pathText: String
    }

    /// As the browser calls itself: `Chrome/156.0.8078.79`.
    package let browser: String
    let rounds: Int
    /// Three, oldest first.
    package let snapshots: [Snapshot]
    /// Most retained bytes first.
    package let leaks: [Leak]
    package let samples: [Moment]

    /// The answer; nil if it is none.
    static func read(_ json: String) -> LabPage? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let page = try? decoder.decode(LabPage.self, from: Data(json.utf8))
        return page.flatMap { $0.snapshots.count == 3 ? $0 : nil }
    }

    /// What the page has noted about itself (`note` of Labs/support/page.js): texts that its heap holds.
    static func facts(in heap: HeapReport) -> [LabFact] {
        let graph = heap.graph
        let notes = (0..<NodeIndex(graph.nodeCount)).lazy.filter { graph.type(of: $0).category == .string }
            .map { graph.name(of: $0) }.filter { $0.hasPrefix(#"{"lab_note":"#) }
        return LabFact.facts(of: Array(notes))
    }
}
