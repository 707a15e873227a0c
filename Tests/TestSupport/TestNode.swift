// Node in tests: every version this machine has, and running it for as long as a test wants.
import Foundation
import Glibc

/// A Node of this machine.
package struct TestNode: Sendable, CustomStringConvertible {
    package let path: String
    /// `20.20.2`.
    package let version: String

    package var description: String { version }

    /// The machine's own, and those that Scripts/prepare-tests brought. One for each version, oldest first.
    package static let all: [TestNode] = {
        var paths = Command.find("node").map { [$0] } ?? []
        let folder = TestPrograms.root + "/.build-tests/node"
        for name in ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() {
            paths.append("\(folder)/\(name)/bin/node")
        }
        var seen: Set<String> = []
        return paths.compactMap { path in
            guard FileManager.default.isExecutableFile(atPath: path),
                let outcome = try? TestPrograms.run([path, "--version"]), outcome.status == 0
            else { return nil }
            let version = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines).dropFirst()
            return seen.insert(String(version)).inserted ? TestNode(path: path, version: String(version)) : nil
        }
    }()

    /// For tests that need only one; nil if this machine has none.
    package static var any: TestNode? { all.first }
}

/// A program in the background whose standard output and error a test reads while it runs. Ends with its owner.
package final class BackgroundProgram {
    package let directory = TemporaryDirectory()
    private let process = Process()

    package var pid: Int32 { process.processIdentifier }
    package var isRunning: Bool { process.isRunning }
    package var output: String { directory.text("out") }
    package var errors: String { directory.text("err") }

    package init(_ command: [String], environment: [String: String] = [:]) throws {
        // A shell that steps aside gives the program streams that are files.
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments =
            ["-c", #"cd "$0" && exec "$@" </dev/null >out 2>err"#, directory.path] + command
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        try process.run()
    }

    deinit {
        Glibc.kill(pid, SIGKILL)
        process.waitUntilExit()
    }

    package func kill(_ signal: Int32) { _ = Glibc.kill(pid, signal) }

    /// Waits until `condition` holds; false after 30 s, or when the program has ended without it.
    package func wait(_ condition: (BackgroundProgram) -> Bool) -> Bool {
        for _ in 0..<6000 {
            if condition(self) { return true }
            if !isRunning { return condition(self) }
            usleep(5000)
        }
        return false
    }

    /// Waits for its end. The status; nil after 30 s.
    package func status() -> Int32? {
        for _ in 0..<6000 where process.isRunning { usleep(5000) }
        return process.isRunning ? nil : process.terminationStatus
    }
}
