import Foundation
import Glibc
import TestSupport
import Testing

/// Programs that cannot be started, and outputs that cannot be written: one line, nothing run, nothing left behind.
@Suite struct ProgramInputTests {
    let directory = TemporaryDirectory()

    /// Runs `heaptide run ARGUMENTS` and expects one line with `says` and nothing new but what was there.
    private func refuse(
        _ arguments: [String], status: Int32 = 2, says: String, location: SourceLocation = #_sourceLocation
    ) throws {
        let before = directory.names
        let outcome = try Command.run(["run"] + arguments, in: directory)
        #expect(outcome.status == status, sourceLocation: location)
        let complaint = try #require(outcome.complaint, "\(outcome.errors)", sourceLocation: location)
        #expect(complaint.contains(says), "\(complaint)", sourceLocation: location)
        #expect(directory.names == before, sourceLocation: location)
    }

    @Test func programsThatAreNone() throws {
        try refuse(["nosuch-program"], says: "no such program: nosuch-program")
        try refuse(["./nosuch"], says: "no such program: ./nosuch")
        try refuse(["nosuch.py"], says: "nosuch.py: No such file or directory")
        try refuse(["/"], says: "/ is a directory")
        mkdir(directory / "package.py", 0o755)
        try refuse(["package.py"], says: "package.py is a directory")
        _ = directory.write("#!/bin/sh\nexit 0\n", to: "plain")
        try refuse(["./plain"], says: "./plain is not executable (chmod +x ./plain)")
        try refuse(["plain"], says: "write ./plain")
    }

    @Test func binariesOfAnotherMachine() throws {
        var elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0xB7, 0, 1]
        elf += [UInt8](repeating: 0, count: 4096)
        for (name, bytes) in [("arm.so", elf), ("garbage.so", Array("\u{7F}ELF garbage".utf8))] {
            try directory.write(program: bytes, to: name)
            try refuse(["./\(name)"], says: "not a program that this machine can run")
        }
        _ = directory.write("print('ran')\n", to: "script.py")
        try refuse(["--python", "./arm.so", "script.py"], says: "not a program that this machine can run")
    }

    @Test func scriptWithAnInterpreterThatIsNotThere() throws {
        try directory.write(program: Array("#!/nonexistent/python\nprint('ran')\n".utf8), to: "script")
        try refuse(["./script"], says: "./script: No such file or directory")
    }

    @Test func syntaxErrorIsThePrograms() throws {
        let script = directory.write("def broken(:\n", to: "script.py")
        let outcome = try Command.run(
            ["run", "-q", "-o", "r", "--python", TestPrograms.python.path, script], in: directory)
        let plain = try TestPrograms.run([TestPrograms.python.path, script], directory: directory.path)
        #expect(outcome.status == 1)
        #expect(outcome.errors == plain.errors)
        #expect(outcome.errors.contains("SyntaxError"))
        #expect(directory.names == ["r", "script.py"])
    }

    @Test func outputsThatCannotBe() throws {
        _ = directory.write("print('ran')\n", to: "script.py")
        mkdir(directory / "folder", 0o755)
        try refuse(["-o", "folder", "script.py"], says: "folder is a directory; name a file in it")
        try refuse(["--force", "-o", "folder", "script.py"], says: "folder is a directory")
        try refuse(["--force", "-o", "/dev/null", "script.py"], says: "/dev/null is not a plain file")
        try refuse(["-o", "nowhere/r", "script.py"], status: 1, says: "cannot write nowhere/r")
        try refuse(["-o", "/proc/r", "script.py"], status: 1, says: "cannot write /proc/r")
    }

    @Test func outputThatExists() throws {
        let script = directory.write("print('ran')\n", to: "script.py")
        let old = directory.write("precious", to: "r")
        try refuse(["-o", "r", script], says: "r exists; replace it with --force, or choose another file with -o")
        #expect(FileManager.default.contents(atPath: old) == Data("precious".utf8))
        let run = ["run", "-q", "--force", "-o", "r", "--python", TestPrograms.python.path, script]
        let outcome = try Command.run(run, in: directory)
        #expect(outcome.status == 0)
        #expect(outcome.output == "ran\n")
        #expect(directory.names == ["r", "script.py"])
        #expect(try Command.run(["report", "r"], in: directory).status == 0)
    }

    /// A limit that the interpreter is above before the program's first line.
    @Test(arguments: TestPrograms.interpreters.map(\.path)) func limitBelowTheStart(_ python: String) throws {
        _ = directory.write("open('ran', 'w')\n", to: "script.py")
        for limit in ["1", "1K", "2M", "4MiB"] {
            let arguments = ["--memory-limit", limit, "--python", python, "script.py"]
            try refuse(arguments, says: "is below what the program needs to start")
        }
    }
}
