import Foundation

/// What a workload is written in. The raw value ends its file's name.
enum WorkloadLanguage: String {
    case python = ".py"
    case javascript = ".js"
}

/// A program of `Benchmarks/Workloads`.
struct Workload {
    /// The name of its file without what ends it.
    let name: String
    let language: WorkloadLanguage
    /// Where the file is.
    let path: String
    /// The line at its head that says what it does.
    let summary: String

    /// The workloads of a folder by name, helpers (whose names begin with `_`) left out.
    ///
    /// - Parameter names: the ones to return; all when empty.
    /// - Throws: `BenchmarkError` if there is no workload of one of the names.
    static func all(
        in folder: String, named names: [String], language: WorkloadLanguage = .python
    ) throws -> [Workload] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let workloads = try files.filter { $0.hasSuffix(language.rawValue) && !$0.hasPrefix("_") }
            .map { try Workload(file: $0, folder: folder, language) }
        let known = workloads.map(\.name)
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw BenchmarkError("--only: no workload \(unknown); there are \(known.joined(separator: ", "))")
        }
        return names.isEmpty ? workloads : workloads.filter { names.contains($0.name) }
    }

    private init(file: String, folder: String, _ language: WorkloadLanguage) throws {
        self.language = language
        name = String(file.dropLast(language.rawValue.count))
        path = "\(folder)/\(file)"
        let firstLine = try String(contentsOfFile: path, encoding: .utf8).prefix { $0 != "\n" }
        summary = firstLine.trimmingCharacters(in: CharacterSet(charactersIn: "\"./ "))
    }
}
