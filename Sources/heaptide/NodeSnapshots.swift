// Heaps that Nodes have written while they were recorded: at their exit, and near their limit.
import Foundation
import Glibc

struct NodeSnapshots {
    /// The recording beside which they go.
    let recording: String
    let program: pid_t

    /// How a recording's heaps begin; whole, because the program may be in another directory when it ends.
    static func prefix(_ recording: String) -> String {
        let full =
            recording.hasPrefix("/") ? recording : FileManager.default.currentDirectoryPath + "/" + recording
        return full.hasSuffix(".heaptide") ? String(full.dropLast(".heaptide".count)) : full
    }

    private var stem: String {
        recording.hasSuffix(".heaptide") ? String(recording.dropLast(".heaptide".count)) : recording
    }

    /// Gives them their names, and says them. What was broken off is deleted.
    func collect(nearLimit folder: String) -> [String] { atExit() + atLimit(folder) }

    private func atExit() -> [String] {
        let prefix = Self.prefix(recording)
        let directory = String(prefix[..<(prefix.lastIndex(of: "/") ?? prefix.startIndex)])
        let start = (prefix.split(separator: "/").last.map(String.init) ?? "") + "."
        var names: [String] = []
        for name in Self.files(directory, suffix: ".part") where name.hasPrefix(start) {
            let words = name.dropFirst(start.count).dropLast(".part".count).split(separator: "-", maxSplits: 1)
            guard let pid = words.first.flatMap({ pid_t($0) }) else { continue }
            let draft = "\(directory)/\(name)"
            let path = stem + (pid == program ? "" : ".\(pid)") + (Self.worker(words) ?? "") + ".heapsnapshot"
            guard Self.isWhole(draft), rename(draft, path) == 0 else {
                unlink(draft)
                continue
            }
            names.append(path)
        }
        // The program's own first: it is the recording's.
        let own = "\(stem).heapsnapshot"
        return names.filter { $0 == own } + names.filter { $0 != own }
    }

    /// `.worker1` of the words of `4711-w1`.
    private static func worker(_ words: [Substring]) -> String? {
        guard words.count == 2, words[1].first == "w", let number = Int(words[1].dropFirst()) else { return nil }
        return ".worker\(number)"
    }

    private func atLimit(_ folder: String) -> [String] {
        var names: [String] = []
        for name in Self.files(folder, suffix: ".heapsnapshot") where Self.isWhole("\(folder)/\(name)") {
            let number = names.isEmpty ? "" : ".\(names.count + 1)"
            let path = "\(stem).limit\(number).heapsnapshot"
            unlink(path)
            guard (try? FileManager.default.moveItem(atPath: "\(folder)/\(name)", toPath: path)) != nil else {
                continue
            }
            chmod(path, 0o600)
            names.append(path)
        }
        return names
    }

    private static func files(_ directory: String, suffix: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter { $0.hasSuffix(suffix) }
            .sorted()
    }

    /// Whether a file ends as a heap snapshot does.
    private static func isWhole(_ path: String) -> Bool {
        guard let file = fopen(path, "re") else { return false }
        defer { fclose(file) }
        var end = [UInt8](repeating: 0, count: 16)
        guard fseek(file, -16, SEEK_END) == 0, fread(&end, 1, 16, file) == 16 else { return false }
        return end.last { $0 > 0x20 } == UInt8(ascii: "}")
    }
}
