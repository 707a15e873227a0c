// Pages of Tests/Targets, visited by the command.
import Foundation
import Glibc
import TestSupport

struct VisitedPage {
    let directory = TemporaryDirectory()
    let outcome: Outcome
    let answer: [String: Any]

    static let browser = ["chromium", "chromium-headless-shell"].lazy.compactMap(Command.find).first
    static let scenario = "\(TestPrograms.targets)/page_leaks/scenario.js"

    static func page(_ name: String) -> String { "\(TestPrograms.targets)/page_leaks/\(name).html" }

    init(_ page: String, _ options: [String]) throws {
        outcome = try Command.run(
            ["web", Self.page(page), "--json", "-o", "out"] + options, in: directory, limit: 180)
        answer = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any] ?? [:]
    }

    var leaks: [[String: Any]] { answer["leaks"] as? [[String: Any]] ?? [] }
}

/// A folder for temporary files that only one test's browsers know.
final class Scratch {
    /// Short: sockets are made in it.
    private let path = "/tmp/hp-\(getpid())-\(UInt16.random(in: 0...UInt16.max))"

    init() { mkdir(path, 0o700) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// What makes heaptide use it.
    var environment: [String: String] { ["TMPDIR": path] }

    /// Profiles and processes of browsers that are still there.
    var leftBehind: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let processes = names.filter { name in
            Int32(name).map { Descendants.command($0).contains(path) } ?? false
        }
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []) + processes
    }

    /// Waits for the end of what ends by itself.
    func isTidy() -> Bool {
        for _ in 0..<500 {
            if leftBehind.isEmpty { return true }
            usleep(20_000)
        }
        return false
    }
}
