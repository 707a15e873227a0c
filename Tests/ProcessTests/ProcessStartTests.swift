// What a started process sees: it says it itself.
import Foundation
import Glibc
import Processes
import Testing

struct ProcessStartTests {
    /// Runs a script of the shell to its end; what it wrote on both streams, and its exit code.
    private func say(
        _ script: String, change: (inout ProcessStart) -> Void = { _ in }
    ) throws -> (output: String, status: Int32) {
        let file = FileManager.default.temporaryDirectory.appending(path: "heaptide-said-\(UUID().uuidString)").path
        defer { unlink(file) }
        var process = ProcessStart("/bin/sh", ["-c", script])
        process.output = .file(file)
        change(&process)
        let pid = try process.start()
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return (try String(contentsOfFile: file, encoding: .utf8), status >> 8 & 0xFF)
    }

    @Test func givesArgumentsAsTheyAre() throws {
        let said = try say("printf '%s|' \"$0\" \"$@\"; exit 7") { $0.arguments += ["a b", "", "ü$HOME", "*"] }
        #expect(said.output == "a b||ü$HOME|*|")
        #expect(said.status == 7)
    }

    @Test func streamsThatAreNotNamedLeadNowhere() throws {
        let said = try say("readlink /proc/self/fd/0; readlink /proc/$$/fd/2; read line || echo end")
        #expect(said.output == "/dev/null\n/dev/null\nend\n")
    }

    @Test func aFileIsForThisUserAlone() throws {
        let said = try say("stat -L -c %a /proc/$$/fd/1")
        #expect(said.output == "600\n")
    }

    @Test func handsOnADescriptorAndNoOther() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        try #require(write(ends[1], "hello\n", 6) == 6)
        let said = try say("read line; echo $line; exec ls -l /proc/self/fd") { $0.input = .descriptor(ends[0]) }
        #expect(said.output.hasPrefix("hello\n"))
        // The one end, as its standard input.
        let name = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(ends[0])")
        #expect(said.output.components(separatedBy: name).count == 2)
    }

    @Test func blocksNoSignalAndDiesOfABrokenPipe() throws {
        var (all, before) = (sigset_t(), sigset_t())
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let ignored = signal(SIGPIPE, SIG_IGN)
        defer { signal(SIGPIPE, ignored) }
        let said = try say("exec grep -E '^Sig(Blk|Ign)' /proc/self/status")
        let words = said.output.split(whereSeparator: \.isWhitespace)
        let pipe: UInt64 = 1 << UInt64(SIGPIPE - 1)
        try #require(words.count == 4)
        #expect(UInt64(words[1], radix: 16) == 0)
        #expect(UInt64(words[3], radix: 16).map { $0 & pipe } == 0)
    }

    @Test(arguments: [ProcessStart.Company.ours, .ownGroup, .ownSession])
    func keepsTheCompanyThatWasAskedFor(_ company: ProcessStart.Company) throws {
        // pid (comm) state parent group session
        let said = try say("cut -d ' ' -f 1,5,6 /proc/$$/stat") { $0.company = company }
        let numbers = said.output.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
        try #require(numbers.count == 3)
        let (pid, group, session) = (numbers[0], numbers[1], numbers[2])
        #expect((group == pid) == (company != .ours))
        #expect((session == pid) == (company == .ownSession))
        if company == .ours { #expect(group == getpgrp()) }
    }

    @Test func saysWhyItDoesNotStart() {
        #expect { try ProcessStart("/no/such/program", []).start() } throws: { error in
            (error as? SystemError)?.number == ENOENT && "\(error)" == "No such file or directory"
        }
    }
}

struct ProgramSearchTests {
    @Test func findsWhatPathHas() throws {
        let shell = try #require(ProgramSearch.find("sh"))
        #expect(shell.hasSuffix("/sh") && access(shell, X_OK) == 0)
        #expect(ProgramSearch.find("no-such-program-of-ours") == nil)
    }

    @Test func aPathIsItself() {
        #expect(ProgramSearch.find("/bin/sh") == "/bin/sh")
        #expect(ProgramSearch.find("/bin") == nil)
        #expect(ProgramSearch.find("/etc/passwd") == nil)
    }
}

struct ProcessEnvironmentTests {
    @Test func isWhatTheSystemHas() {
        setenv("HEAPTIDE_PROCESS_TEST", "a=b c", 1)
        defer { unsetenv("HEAPTIDE_PROCESS_TEST") }
        #expect(ProcessEnvironment.current.contains("HEAPTIDE_PROCESS_TEST=a=b c"))
    }
}
