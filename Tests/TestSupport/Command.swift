// The built command in tests: running it, and what it says when something is wrong.
import Foundation
import Glibc

package enum Command {
    package static let isRoot = getuid() == 0

    /// `heaptide` with these arguments.
    package static func run(
        _ arguments: [String], in directory: TemporaryDirectory? = nil, environment: [String: String] = [:],
        input: String? = nil, limit: Double = 30
    ) throws -> Outcome {
        try TestPrograms.run(
            [TestPrograms.heaptide] + arguments, directory: directory?.path, environment: environment, input: input,
            limit: limit)
    }

    /// A shell script; `$HEAPTIDE` is the command and `$PYTHON` an interpreter that it can record.
    package static func shell(
        _ script: String, in directory: TemporaryDirectory? = nil, environment: [String: String] = [:],
        input: String? = nil, limit: Double = 30
    ) throws -> Outcome {
        let names = ["HEAPTIDE": TestPrograms.heaptide, "PYTHON": TestPrograms.python.path]
        return try TestPrograms.run(
            ["/bin/sh", "-c", script], directory: directory?.path, environment: names.merging(environment) { $1 },
            input: input, limit: limit)
    }

    /// The path of a program of this machine; nil if it is not there.
    package static func find(_ program: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(program)" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }
}

extension Outcome {
    /// What the command complains of, if that is one line on standard error and nothing else; nil otherwise.
    package var complaint: String? {
        guard errors.hasPrefix("heaptide: "), errors.hasSuffix("\n"), output.isEmpty else { return nil }
        let line = errors.dropFirst("heaptide: ".count).dropLast()
        return line.isEmpty || line.contains { $0.isNewline } ? nil : String(line)
    }
}

extension TemporaryDirectory {
    /// The names in it, sorted.
    package var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    /// A file's text, empty if there is none.
    package func text(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: self / name) ?? Data(), as: UTF8.self)
    }

    /// A file's bytes, 0 if there is none.
    package func size(_ name: String) -> Int {
        var status = stat()
        return stat(self / name, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Writes bytes into it. Returns the path.
    package func write(bytes: [UInt8], to name: String) -> String {
        let path = self / name
        _ = FileManager.default.createFile(atPath: path, contents: Data(bytes))
        return path
    }

    /// Writes a program into it. By a process of its own: a file that this process has open for writing is inherited by
    /// what other tests start at the same moment, and cannot be executed until they let go of it.
    package func write(program bytes: [UInt8], to name: String) throws {
        let draft = write(bytes: bytes, to: ".draft-" + name)
        let script = #"cp "$0" "$1" && chmod 755 "$1" && rm "$0""#
        _ = try TestPrograms.run(["/bin/sh", "-c", script, draft, self / name])
    }

    package func read(_ name: String) -> [UInt8] {
        [UInt8](FileManager.default.contents(atPath: self / name) ?? Data())
    }
}
