import Foundation
import Glibc
import TestSupport
import Testing

@testable import Attach

/// What cannot be attached to is refused in one line, and left alone.
@Suite(.serialized) struct RefusalTests {
    static let python = TestPrograms.python

    private func expect(
        _ error: AttachError?, _ kind: AttachError.Kind, _ text: String, _ place: SourceLocation = #_sourceLocation
    ) {
        #expect(error?.kind == kind, "\(error as Any)", sourceLocation: place)
        #expect(error?.description.contains(text) == true, "\(error as Any)", sourceLocation: place)
        #expect(error?.description.contains("\n") != true, sourceLocation: place)
    }

    @Test func noSuchProcess() throws {
        let program = try RunningPython(["/bin/true"])
        _ = program.end()
        expect(Probe.refusal(program.pid), .gone, "there is no process \(program.pid)")
        expect(Probe.refusal(-1), .gone, "there is no process")
    }

    @Test func zombie() throws {
        let program = try RunningPython(["/bin/true"])
        #expect(RunningPython.settles { program.isZombie })
        expect(Probe.refusal(program.pid), .gone, "zombie")
    }

    @Test func itself() { expect(Probe.refusal(getpid()), .unsuitable, "heaptide itself") }

    @Test func aThread() throws {
        let program = try RunningPython(target: "attach_waits.py", ["threads"], Self.python)
        let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(program.pid)/task")
        let thread = threads.compactMap { pid_t($0) }.first { $0 != program.pid }!
        expect(Probe.refusal(thread), .unsuitable, "attach to \(program.pid)")
    }

    @Test func stopped() throws {
        let program = try RunningPython("ready(); time.sleep(60)", Self.python)
        kill(program.pid, SIGSTOP)
        #expect(RunningPython.settles { program.file("stat").contains(") T ") })
        expect(Probe.refusal(program.pid), .notReady, "kill -CONT \(program.pid)")
        kill(program.pid, SIGCONT)
        #expect(RunningPython.settles { Probe.refusal(program.pid) == nil })
        #expect(try Probe.call(program).result == 7)
    }

    /// Traced by this very process.
    @Test func traced() throws {
        let program = try RunningPython("ready(); time.sleep(60)", Self.python)
        let pid = program.pid
        let error = try TracerThread.run { () throws(AttachError) -> AttachError? in
            let traced = try TracedThread(process: pid, thread: pid)
            _ = try traced.interrupt(limit: 5)
            defer { traced.detach() }
            return Probe.refusal(pid)
        }
        expect(error, .notAllowed, "(process \(getpid())); end that first")
        #expect(try Probe.call(program).result == 7)
    }

    @Test func noPython() throws {
        let program = try RunningPython(["/bin/cat"], isReadyAtOnce: true)
        #expect(RunningPython.settles { program.file("comm") == "cat\n" })
        expect(Probe.refusal(program.pid), .unsuitable, "(cat) is no CPython program")
    }

    /// Any other Python of this machine: 2.7, 3.6 to 3.8, 3.15.
    @Test func otherVersions() throws {
        let pyenv = NSHomeDirectory() + "/.pyenv/versions/"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: pyenv)) ?? []
        let old = names.filter { $0.hasPrefix("2.") || ["3.6", "3.7", "3.8"].contains($0.prefix(3)) }
        let paths = old.map { pyenv + $0 + "/bin/python" } + [TestPrograms.root + "/.build-interpreters/bin/python3.15"]
        for path in paths where FileManager.default.isExecutableFile(atPath: path) {
            let code = "import sys, time; sys.stdout.write('ready'); sys.stdout.flush(); time.sleep(60)"
            let program = try RunningPython([path, "-c", code])
            expect(Probe.refusal(program.pid), .unsuitable, "3.9 to 3.14 are supported")
        }
    }

    @Test func starting() throws {
        let ready = TemporaryDirectory()
        let environment = ["LD_PRELOAD": Probe.slowStart, "SLOW_START_READY": ready / "ready"]
        let program = try RunningPython(
            [Self.python.path, "-c", "import time; time.sleep(60)"], environment: environment, isReadyAtOnce: true)
        #expect(RunningPython.settles { access(ready / "ready", F_OK) == 0 })
        expect(Probe.refusal(program.pid), .notReady, "still starting")
    }

    @Test(arguments: TestPrograms.interpreters)
    func finalising(_ python: Interpreter) throws {
        let program = try RunningPython(
            """
            class Last:
                def __del__(self, ready=ready, sleep=time.sleep): ready(); sleep(60)
            last = Last()
            """, python)
        #expect(program.output == "ready\n")
        expect(Probe.refusal(program.pid), .notReady, "shutting down")
    }

    @Test(.enabled(if: getuid() == 0)) func anotherUsers() throws {
        typealias Body = @convention(c) (UnsafeMutableRawPointer?) -> Void
        typealias Run = @convention(c) (Body, UnsafeMutableRawPointer?) -> Void
        let program = try RunningPython("ready(); time.sleep(60)", Self.python)
        let library = dlopen(Probe.path, RTLD_LAZY)
        let run = unsafeBitCast(dlsym(library, "run_as_nobody"), to: Run.self)
        var attempt: (pid: pid_t, error: AttachError?) = (program.pid, nil)
        withUnsafeMutablePointer(to: &attempt) { place in
            run(
                { place in
                    let place = place!.assumingMemoryBound(to: (pid: pid_t, error: AttachError?).self)
                    place.pointee.error = Probe.refusal(place.pointee.pid)
                }, UnsafeMutableRawPointer(place))
        }
        expect(attempt.error, .notAllowed, "belongs to user 0 and this is user 65534")
    }

    @Test(.enabled(if: getuid() == 0), arguments: [("--mount", "mount"), ("--pid", "PID")])
    func anotherNamespace(_ option: String, _ word: String) throws {
        let code = "import os, time; os.write(1, b'ready'); time.sleep(60)"
        let program = try RunningPython([
            "/usr/bin/unshare", option, "--fork", "--kill-child", Self.python.path, "-c", code,
        ])
        let children = program.file("task/\(program.pid)/children")
        let child = try #require(pid_t(children.trimmingCharacters(in: .whitespaces)))
        expect(Probe.refusal(child), .unsuitable, "another \(word) namespace")
    }

    @Test func whatCannotBeLoaded() throws {
        let program = try RunningPython(target: "attach_waits.py", ["busy"], Self.python)
        let process = try PythonProcess(pid: program.pid)
        let text = program.directory.write("no library", to: "text.so")
        func attempt(_ library: String, _ symbol: String) -> AttachError? {
            Probe.failure { try process.call(library: library, symbol: symbol, argument: "", timeoutSeconds: 10) }
        }
        expect(attempt("/no/such/library.so", "f"), .library, "there is no file /no/such/library.so")
        expect(attempt("relative.so", "f"), .library, "no absolute path")
        expect(attempt(text, "f"), .library, "text.so: file too short")
        expect(attempt(Probe.path, "no_such_function"), .library, "undefined symbol: no_such_function")
        expect(attempt(Probe.path, String(repeating: "f", count: 300)), .library, "longer than 255 bytes")
        #expect(try Probe.call(program).result == 7)
        program.tell()
        #expect(program.end().output == "ready\nb'x'\n")
    }
}
