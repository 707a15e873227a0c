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

    package init(path: String, version: String, minor: Int) {
        (self.path, self.version, self.minor) = (path, version, minor)
    }
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
        for name in ((try? FileManager.default.contentsOfDirectory(atPath: pyenv)) ?? []).sorted()
        where !name.hasSuffix("t") {
            paths.append("\(pyenv)/\(name)/bin/python3")
        }
        for minor in 9...14 { paths.append("\(root)/.build-interpreters/bin/python3.\(minor)") }
        var seen: Set<String> = []
        return paths.compactMap(inspect).filter { (9...14).contains($0.minor) && seen.insert($0.version).inserted }
    }()

    /// Builds without a GIL, as `python3.13t` in the path.
    package static let freeThreaded: [String] = (13...14).flatMap { minor in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/python3.\(minor)t" }
    }.filter { FileManager.default.isExecutableFile(atPath: $0) }

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

    /// Runs a program to its end, in a process group of its own. Ends the group after `limit` seconds, which is then its
    /// signal 9.
    ///
    /// Not with Foundation's Process: that hands on the signal mask of a dispatch thread (everything blocked, so that
    /// multiprocessing's children wait for ever), and takes a program to be running as long as its orphans do.
    package static func run(
        _ command: [String], directory: String? = nil, environment: [String: String] = [:], input: String? = nil,
        limit: Double = 120
    ) throws -> Outcome {
        let files = OutcomeFiles(input: input)
        let start = Date()
        let pid = try spawn(command, directory, ProcessInfo.processInfo.environment.merging(environment) { $1 }, files)
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 {
            if Date().timeIntervalSince(start) > limit { kill(-pid, SIGKILL) }
            usleep(2000)
        }
        let signal = status & 0x7F
        return Outcome(
            status: signal == 0 ? (status >> 8) & 0xFF : -signal, output: files.text("out"), errors: files.text("err"),
            seconds: Date().timeIntervalSince(start))
    }

    private static func spawn(
        _ command: [String], _ directory: String?, _ environment: [String: String], _ files: OutcomeFiles
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, files.inputPath, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, files.path("out"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, files.path("err"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let prefix = directory.map { ["/usr/bin/env", "-C", $0] } ?? []
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var argv: [UnsafeMutablePointer<CChar>?] = (prefix + command).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer {
            for pointer in argv + envp { free(pointer) }
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var pid: pid_t = 0
        let error = posix_spawnp(&pid, (prefix + command)[0], &actions, &attributes, &argv, &envp)
        if error != 0 { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EINVAL) }
        return pid
    }
}

/// Files, not pipes: a program's orphans may hold them open as long as they like.
private final class OutcomeFiles {
    private let directory = TemporaryDirectory()
    let inputPath: String

    init(input: String?) { inputPath = input.map { [directory] in directory.write($0, to: "in") } ?? "/dev/null" }

    func path(_ name: String) -> String { directory / name }
    func text(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path(name)) ?? Data(), as: UTF8.self)
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
