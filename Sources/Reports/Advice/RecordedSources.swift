// The user's files as they were when they were recorded: a text that has changed since is not what was measured.
package import Advice
import Foundation
import Glibc
import HeapFile
import Recording

struct RecordedSources {
    /// Files that are as they were: the recording's name and the path.
    private var paths: [(file: String, path: String)] = []
    /// Files that have been changed or are gone.
    private(set) var changed: [String] = []
    private let interpreters: [String]
    private static let mostFiles = 64
    /// In seconds, for one interpreter: a report is not held up for advice.
    private static let patience = 3.0

    init(_ recording: RecordedProgram, files: [String]) {
        let checksums = SourceChecksums.read(recording)
        for file in files.prefix(Self.mostFiles) where SourceLanguage(path: file) != nil {
            // A recording without checksums says nothing about its files.
            guard let recorded = checksums[file] else { continue }
            let path = SourceChecksums.path(of: file, in: recording.meta["directory"] ?? ".")
            if SourceChecksums.checksum(of: path) == recorded {
                paths.append((file, path))
            } else {
                changed.append(file)
            }
        }
        interpreters = Self.interpreters(recording)
    }

    /// What the rules find in them, by file.
    func findings() -> [(file: String, finding: FileFinding)] {
        var found: [(file: String, finding: FileFinding)] = []
        var waiting = paths
        for interpreter in interpreters where !waiting.isEmpty {
            let check = SourceCheck(
                waiting.map(\.path), includesUnproved: true, interpreters: [.python: interpreter], within: Self.patience
            )
            let names = Dictionary(waiting.map { ($0.path, $0.file) }) { first, _ in first }
            found += check.findings.map { (names[$0.path] ?? $0.path, $0) }
            let failed = Set(check.problems.map(\.path))
            // Another version may know the syntax.
            waiting = waiting.filter { failed.contains($0.path) }
        }
        return found
    }

    /// Names that PATH knows, the recorded one first. Never a path out of the recording: a file that somebody sent must
    /// not say which program is run here.
    private static func interpreters(_ recording: RecordedProgram) -> [String] {
        var names: [String] = []
        if let first = recording.command.first, let name = first.split(separator: "/").last,
            name.wholeMatch(of: /python3(\.\d+)?/) != nil
        {
            names.append(String(name))
        }
        let version = recording.processes.first?.version.split(separator: ".").prefix(2).joined(separator: ".") ?? ""
        if version.wholeMatch(of: /3\.\d+/) != nil { names.append("python\(version)") }
        names.append("python3")
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}

/// Checksums of the files with the largest sites, in the recording's `meta`.
enum SourceChecksums {
    static let key = "source_checksums"
    private static let largestFile = 4 << 20

    /// Of files that had their text before the program began to run it.
    ///
    /// - Parameter started: seconds since 1970.
    static func text(_ files: [String], in directory: String, since started: Double) -> String {
        var checksums: [String: String] = [:]
        for file in files where !file.hasPrefix("<") {
            let path = path(of: file, in: directory)
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            if Double(status.st_mtim.tv_sec) > started + 1 { continue }
            checksums[file] = checksum(of: path)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: (try? encoder.encode(checksums)) ?? Data("{}".utf8), as: UTF8.self)
    }

    static func read(_ recording: RecordedProgram) -> [String: String] {
        guard let text = recording.meta[key] else { return [:] }
        return (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }

    static func path(of file: String, in directory: String) -> String {
        file.hasPrefix("/") ? file : directory + "/" + file
    }

    /// XXH64 as 16 hexadecimal digits; nil if it cannot be read, or is too large.
    static func checksum(of path: String) -> String? {
        guard let bytes = SourceText.bytes(path), bytes.count <= largestFile else { return nil }
        let digits = String(bytes.withUnsafeBytes(Checksum.of), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
