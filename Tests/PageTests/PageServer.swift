// Pages over HTTP, and the processes of a browser.
import Foundation
import TestSupport

/// A folder of Tests/Targets, served on loopback as long as this lives.
final class PageServer {
    private let program: BackgroundProgram
    let url: String

    init(_ folder: String) throws {
        program = try BackgroundProgram([
            TestPrograms.python.path, "\(TestPrograms.targets)/page_server.py", folder,
        ])
        _ = program.wait { $0.output.hasSuffix("\n") }
        url = "http://127.0.0.1:\(program.output.filter(\.isNumber))"
    }
}

enum Descendants {
    /// Children of a process, theirs, and so on.
    static func of(_ pid: Int32) -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        let parents = all.map { child in
            text(child, "status").split(separator: "\n").first { $0.hasPrefix("PPid:") }
                .flatMap { Int32($0.dropFirst(5).drop { !$0.isNumber }) } ?? 0
        }
        var (found, known) = ([Int32](), Set([pid]))
        var isComplete = false
        while !isComplete {
            isComplete = true
            for (child, parent) in zip(all, parents) where known.contains(parent) && known.insert(child).inserted {
                found.append(child)
                isComplete = false
            }
        }
        return found
    }

    static func command(_ pid: Int32) -> String { text(pid, "cmdline") }

    private static func text(_ pid: Int32, _ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: "/proc/\(pid)/\(name)") ?? Data(), as: UTF8.self)
    }
}
