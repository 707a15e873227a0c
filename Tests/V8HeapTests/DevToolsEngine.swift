// Chrome DevTools' engine, taken out of an installed Chromium and run by node.
import Foundation
import HeapGraph
import V8Heap

enum DevToolsEngine {
    struct Answer: Decodable {
        let problems: [String]
        let total: Double
        /// Objects, their bytes, and what they retain.
        let classes: [String: [Double]]
        let nodes: [Node]
    }

    struct Node: Decodable {
        let id, selfSize, retainedSize: Double
        let type, name: String
        let distance: Int
        let dominator: Double
        let edges: [String]

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            id = try values.decode(Double.self)
            type = try values.decode(String.self)
            name = try values.decode(String.self)
            selfSize = try values.decode(Double.self)
            retainedSize = try values.decode(Double.self)
            distance = try values.decode(Int.self)
            dominator = try values.decode(Double.self)
            edges = try values.decode([String].self)
        }
    }

    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Targets/devtools_engine.mjs").path

    static let isThere: Bool = {
        let resources = ProcessInfo.processInfo.environment["CHROMIUM_RESOURCES"] ?? "/usr/lib/chromium/resources.pak"
        let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return FileManager.default.fileExists(atPath: resources)
            && paths.contains { FileManager.default.isExecutableFile(atPath: $0 + "/node") }
    }()

    /// Exports the graphs and opens them.
    static func open(_ graphs: [HeapGraph]) throws -> [Answer] {
        let folder = NSTemporaryDirectory() + "heaptide-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var paths: [String] = []
        for graph in graphs {
            var data = Data()
            HeapSnapshotWriter(graph).write { data.append(contentsOf: $0) }
            paths.append("\(folder)/\(paths.count).heapsnapshot")
            try data.write(to: URL(fileURLWithPath: paths.last!))
        }
        return try run(paths).split(separator: 0x0A).map { try JSONDecoder().decode(Answer.self, from: Data($0)) }
    }

    /// What the engine computes of a file of V8's, in the file's order.
    struct Columns: Decodable {
        struct Numbers: Decodable {
            let id, `self`, retained, distance, dominator, `class`: [Int]
        }

        let problems: [String]
        let total: Int
        /// Objects, their bytes, what they retain, and classes of the name.
        let classes: [String: [Int]]
        let columns: Numbers
        let names: [String]
    }

    static func open(_ path: String) throws -> Columns {
        try JSONDecoder().decode(Columns.self, from: run(["--columns", path]))
    }

    private static func run(_ paths: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["node", script] + paths
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return data
    }
}
