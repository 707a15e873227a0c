// heaptide lab serve: the labs in the browser.
import ArgumentParser
import Foundation
import Glibc
import Labs
import Processes
import Server

struct LabServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "The labs in the browser: predict, change the program, run it, see why.",
        discussion: """
            Serves at 127.0.0.1 only. The link that is printed lets one browser in, once; \
            nobody else gets an answer. Programs run as in heaptide lab run, one at a \
            time, under a memory ceiling and a time limit. Ctrl-C ends it and what runs.

            EXAMPLES
              heaptide lab serve
              heaptide lab serve --python python3.13
              heaptide lab serve --port 8000 --no-open   (then open the link yourself)

            Over ssh: heaptide lab serve --port 8000 --no-open there, and \
            ssh -L 8000:127.0.0.1:8000 HOST here.
            """
    )

    @Option(help: ArgumentHelp("The port; 0 is one that is free.", valueName: "N"))
    var port = 0

    @Option(help: ArgumentHelp("The interpreter of the Python labs (default: python3).", valueName: "PATH"))
    var python: String?

    @Option(help: ArgumentHelp("The Node of the JavaScript labs (default: node).", valueName: "PATH"))
    var node: String?

    @Option(help: ArgumentHelp("The browser of the labs' pages (default: as heaptide web).", valueName: "PATH"))
    var chromium: String?

    @Flag(help: "Do not open a browser.")
    var noOpen = false

    func run() throws {
        guard (0...65535).contains(port) else { throw Problem.usage("--port is a number up to 65535") }
        try ServedInterpreter.check(python, option: "--python")
        try ServedInterpreter.check(node, option: "--node")
        try ServedInterpreter.check(chromium.map { $0.contains("/") ? $0 : "./" + $0 }, option: "--chromium")
        // Before there are threads, so that all of them leave these signals to this one.
        let signals = EndingSignals()
        umask(0o077)
        let desk = LabDesk(try runner())
        let server = try start(desk)
        try StandardOutput.write(Data((server.link + "\n").utf8), what: "the link")
        say("The labs are at that address, for one browser, once. Ctrl-C ends them.\n")
        if !noOpen { BrowserWindow.open(server.link) }
        signals.wait()
        desk.close()
        server.stop()
        say("\nThe labs have ended.\n")
    }

    private func runner() throws -> LabRunner {
        do throws(LabMissing) {
            return try LabPlaces.runner(python: python, node: node, chromium: chromium)
        } catch {
            throw Problem.failure(error.description)
        }
    }

    private func start(_ desk: LabDesk) throws -> LoopbackServer {
        do throws(LoopbackServer.Failure) {
            return try LoopbackServer(LabSite(desk), port: port)
        } catch {
            throw Problem.failure(error.description)
        }
    }
}

/// An interpreter that was named is looked for before a learner presses Run.
private enum ServedInterpreter {
    static func check(_ name: String?, option: String) throws(Problem) {
        guard let name else { return }
        if ProgramSearch.find(name) == nil {
            throw .usage("\(option) \(name): there is no such program; give the path of an interpreter")
        }
    }
}

/// The signals that end a server.
private struct EndingSignals {
    private var set = sigset_t()

    init() {
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Returns when one has come.
    func wait() {
        var set = set
        var signal: Int32 = 0
        while sigwait(&set, &signal) != 0 {}
    }
}
