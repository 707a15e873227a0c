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

    /// What is left in the folder for temporary files and among the processes, by heaptide's name for profiles.
    static func leftBehind() throws -> [String] {
        let folders = try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())
            .filter { $0.hasPrefix("heaptide-web-") }
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
            guard Int(name) != nil, let data = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
                return false
            }
            return String(decoding: data, as: UTF8.self).contains("/heaptide-web-")
        }
        return folders + processes
    }

    /// Waits for the end of what ends by itself.
    static func isTidy() throws -> Bool {
        for _ in 0..<500 {
            if try leftBehind().isEmpty { return true }
            usleep(20_000)
        }
        return false
    }

    init(_ page: String, _ options: [String]) throws {
        outcome = try Command.run(
            ["web", Self.page(page), "--json", "-o", "out"] + options, in: directory, limit: 180)
        answer = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any] ?? [:]
    }

    var leaks: [[String: Any]] { answer["leaks"] as? [[String: Any]] ?? [] }
}
