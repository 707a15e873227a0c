// Real programs for tests: the built heaptide, every interpreter that this machine has, and running them.
import Foundation
import Glibc

/// What a program left behind.
package struct Outcome: Sendable {
    /// Exit status; negative = the signal that ended it.
    package var status: Int32
    package var output: String
    package var errors: String
    package var seconds: Double
}

/// A CPython of this machine.
package struct Interpreter: Sendable {
    package var path: String
    package var version: String
    package var minor: Int

}

package enum TestPrograms {
    /// The repository's root.
    package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The built command (release, as it is shipped).
    package static let heaptide = root + "/.build/release/heaptide"
    package static let targets = root + "/Tests/Targets"

    /// CPython 3.9 to 3.14: pyenv's, Debian's, and what Scripts/fetch-interpreters brought. One for each version.
    package static let interpreters: [Interpreter] = {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? "/root"
        var paths = ["/usr/bin/python3"]
        let pyenv = home + "/.pyenv/versions"
        for name in ((try? FileManager.default.contentsOfDirectory(atPath: pyenv)) ?? []).sorted() {
            paths.append("\(pyenv)/\(name)/bin/python3")
        }
        for minor in 9...14 { paths.append("\(root)/.build-interpreters/bin/python3.\(minor)") }
        var seen: Set<String> = []
        return paths.compactMap(inspect).filter { (9...14).contains($0.minor) && seen.insert($0.version).inserted }
    }()

    /// The interpreter for tests that need only one: the one with numpy and friends if the venv is there.
    package static let python = interpreters.first { $0.minor == 11 } ?? interpreters[0]

    /// A venv's interpreter with numpy, pandas, memray, greenlet (Scripts/prepare-tests makes it); nil if there is none.
    package static let venv: Interpreter? = inspect(root + "/.build-tests/venv/bin/python")

    private static func inspect(_ path: String) -> Interpreter? {
        guard FileManager.default.isExecutableFile(atPath: path),
            let outcome = try? run([
                path, "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3], sys.version_info[1])",
            ]),
            outcome.status == 0
        else { return nil }
        let words = outcome.output.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let minor = Int(words[1]) else { return nil }
        return Interpreter(path: path, version: String(words[0]), minor: minor)
    }

    /// Runs a program to its end. Ends it after `limit` seconds, which is then its signal 9.
    package static func run(
        _ command: [String], directory: String? = nil, environment: [String: String] = [:], input: String? = nil,
        limit: Double = 120
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let files = try OutcomeFiles()
        process.standardOutput = files.output
        process.standardError = files.errors
        let pipe = Pipe()
        process.standardInput = input == nil ? FileHandle.nullDevice : pipe
        let start = Date()
        try process.run()
        if let input {
            try? pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try? pipe.fileHandleForWriting.close()
        }
        while process.isRunning {
            if Date().timeIntervalSince(start) > limit { kill(process.processIdentifier, SIGKILL) }
            usleep(2000)
        }
        let isExit = process.terminationReason == .exit
        return Outcome(
            status: isExit ? process.terminationStatus : -process.terminationStatus, output: files.outputText,
            errors: files.errorsText, seconds: Date().timeIntervalSince(start))
    }
}

/// Files, not pipes: a program's orphans may hold them open as long as they like.
private final class OutcomeFiles {
    private let directory = TemporaryDirectory()
    let output: FileHandle
    let errors: FileHandle

    init() throws {
        for name in ["out", "err"] { _ = FileManager.default.createFile(atPath: directory / name, contents: nil) }
        output = FileHandle(forWritingAtPath: directory / "out")!
        errors = FileHandle(forWritingAtPath: directory / "err")!
    }

    var outputText: String { text("out") }
    var errorsText: String { text("err") }
    private func text(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: directory / name) ?? Data(), as: UTF8.self)
    }
}

/// A directory that is gone with its owner.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() {
        path = NSTemporaryDirectory() + "heaptide-test-" + UUID().uuidString
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package static func / (directory: TemporaryDirectory, name: String) -> String { directory.path + "/" + name }

    /// Writes a file into it. Returns its path.
    package func write(_ text: String, to name: String) -> String {
        let path = self / name
        try? Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}
