import Foundation

/// A Python program of `Benchmarks/Workloads`.
struct Workload {
    /// The name of its file without `.py`.
    let name: String
    /// Where the file is.
    let path: String
    /// The line at its head that says what it does.
    let summary: String

    /// The workloads of a folder by name, helpers (whose names begin with `_`) left out.
    ///
    /// - Parameter names: the ones to return; all when empty.
    /// - Throws: `BenchmarkError` if there is no workload of one of the names.
    static func all(in folder: String, named names: [String]) throws -> [Workload] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let workloads = try files.filter { $0.hasSuffix(".py") && !$0.hasPrefix("_") }
            .map { try Workload(file: $0, folder: folder) }
        let known = workloads.map(\.name)
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw BenchmarkError("--only: no workload \(unknown); there are \(known.joined(separator: ", "))")
        }
        return names.isEmpty ? workloads : workloads.filter { names.contains($0.name) }
    }

    private init(file: String, folder: String) throws {
        name = String(file.dropLast(".py".count))
        path = "\(folder)/\(file)"
        let firstLine = try String(contentsOfFile: path, encoding: .utf8).prefix { $0 != "\n" }
        summary = firstLine.trimmingCharacters(in: CharacterSet(charactersIn: "\"."))
    }
}
