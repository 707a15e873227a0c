// Labs that are run through the server: what they show, and that nothing of them is left.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.serialized) struct ServedRunTests {
    private func start(_ served: ServedLabs, _ cookie: String, _ order: [String: String]) throws -> Int {
        let body = String(decoding: try JSONEncoder().encode(order), as: UTF8.self)
        let answer = try served.ask("POST", "/api/runs", cookie: cookie, body: body)
        #expect(answer.status == 202, "\(answer.head)")
        return try #require(answer["run"] as? Int)
    }

    /// Waits for a run's end. Returns the last word about it.
    private func wait(_ served: ServedLabs, _ cookie: String, _ run: Int) throws -> Answer {
        for _ in 0..<600 {
            let answer = try served.ask("GET", "/api/runs/\(run)", cookie: cookie)
            if answer["state"] as? String != "running" { return answer }
            usleep(100_000)
        }
        throw ServedLabs.NoLink(description: "run \(run) has not ended within 60 s")
    }

    private func claims(_ answer: Answer) -> [[String: Any]] {
        ((answer["outcome"] as? [String: Any])?["result"] as? [String: Any])?["claims"] as? [[String: Any]] ?? []
    }

    @Test func run() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let run = try start(served, cookie, ["lab": "copies"])
        let answer = try wait(served, cookie, run)
        #expect(answer["state"] as? String == "done")
        let claims = claims(answer)
        #expect(claims.count == 5 && claims.allSatisfy { $0["holds"] as? Bool == true }, "\(claims)")
        let outcome = try #require(answer["outcome"] as? [String: Any])
        for key in ["curves", "lines", "outputs", "pictures"] {
            #expect((outcome[key] as? [Any])?.isEmpty == false, "no \(key)")
        }
        let improvement = try #require(outcome["improvement"] as? [String: Any])
        let (before, after) = (improvement["before"] as? Double ?? 0, improvement["after"] as? Double ?? 0)
        #expect(after < before * 0.75)
        let picture = try served.ask("GET", "/api/runs/\(run)/pictures/program.svg", cookie: cookie)
        #expect(picture.header("content-type") == "image/svg+xml")
        #expect(String(decoding: picture.body, as: UTF8.self).contains("class=\"box shared\""))
        try isPrivate(served)
    }

    /// Only the lab's folder is written to, and only its owner can read it.
    private func isPrivate(_ served: ServedLabs) throws {
        #expect(served.cache.names == ["heaptide"])
        #expect(served.program.directory.names == ["err", "out"])
        let files = try FileManager.default.subpathsOfDirectory(atPath: served.cache.path)
        #expect(files.filter { $0.hasSuffix(".heaptide") }.count == 2)
        #expect(files.allSatisfy { "heaptide/labs/copies".hasPrefix($0) || $0.hasPrefix("heaptide/labs/copies/") })
        for file in files {
            var status = stat()
            #expect(stat(served.cache / file, &status) == 0)
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            #expect(status.st_mode & 0o777 == (isFolder ? 0o700 : 0o600), "\(file)")
        }
    }

    /// A program that does nothing of what is claimed.
    @Test func changedProgram() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let run = try start(served, cookie, ["lab": "copies", "program": "print(sum([1, 2, 3]))\n"])
        let answer = try wait(served, cookie, run)
        #expect(answer["state"] as? String == "done")
        #expect(claims(answer).count == 5 && claims(answer).allSatisfy { $0["holds"] as? Bool == false })
        let outputs = (answer["outcome"] as? [String: Any])?["outputs"] as? [[String: Any]]
        #expect(outputs?.first?["output"] as? String == "6\n")
    }

    /// The page that was written is the one that is visited, in both visits; the mended page is measured beside it.
    @Test(.enabled(if: (Command.find("chromium") ?? Command.find("chromium-headless-shell")) != nil, "needs Chromium"))
    func changedPage() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let task = try served.ask("GET", "/api/labs/listeners", cookie: cookie)
        let files = (task["programs"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
        #expect(files == ["program.js", "page.html"])
        let other = try served.ask(
            "POST", "/api/runs", cookie: cookie, body: #"{"lab":"page-interval","programs":{"lab.md":"x"}}"#)
        #expect(other.status == 400 && other.error?.contains("there is program.html") == true)
        let page = #"<p>empty<button id=stop></button><button id=start></button>"#
        let body = #"{"lab":"page-interval","programs":{"program.html":"\#(page)"}}"#
        let run = try #require(try served.ask("POST", "/api/runs", cookie: cookie, body: body)["run"] as? Int)
        let answer = try wait(served, cookie, run)
        let held = claims(answer).filter { $0["holds"] as? Bool == true }.compactMap { $0["text"] as? String }
        #expect(held == ["with the timer cleared first nothing throws", "a list of fixed length does not grow"])
        let curves = (answer["outcome"] as? [String: Any])?["curves"] as? [[String: Any]] ?? []
        #expect(curves.compactMap { $0["step"] as? String } == ["program", "stopped", "mended", "mended stopped"])
        for curve in curves {
            #expect((curve["points"] as? [Any])?.isEmpty == false && (curve["marks"] as? [Any])?.count == 3)
        }
    }

    /// What a program that hides looks like in the list of processes.
    private static let hiding = """
        import subprocess, sys, time
        for apart in (False, True):
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)  # MARK"], start_new_session=apart)
        print("started", flush=True)
        time.sleep(300)
        """

    /// How many processes have `mark` in their command line.
    private func count(_ mark: String) -> Int {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { Int($0) != nil }.count { pid in
            let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            return String(decoding: line, as: UTF8.self).contains(mark)
        }
    }

    private func startHiding(_ served: ServedLabs, _ cookie: String, _ mark: String) throws -> Int {
        let program = Self.hiding.replacing("MARK", with: mark)
        let run = try start(served, cookie, ["lab": "references", "program": program])
        for _ in 0..<200 where count("# " + mark) < 2 { usleep(50_000) }
        #expect(count("# " + mark) == 2)
        return run
    }

    @Test func oneAtATimeAndStopped() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let mark = "served-\(getpid())-stopped"
        let run = try startHiding(served, cookie, mark)
        let second = try served.ask("POST", "/api/runs", cookie: cookie, body: #"{"lab":"sizes"}"#)
        #expect(second.status == 409)
        #expect(second.error == "references is still running; wait for it, or stop it")
        let running = try served.ask("GET", "/api/runs/\(run)", cookie: cookie)
        #expect(running["state"] as? String == "running")
        #expect(try served.ask("POST", "/api/runs/\(run)/stop", cookie: cookie).status == 202)
        #expect(try wait(served, cookie, run)["state"] as? String == "stopped")
        #expect(count(mark) == 0)
        // The next one runs.
        let next = try start(served, cookie, ["lab": "references"])
        #expect(next == run + 1)
        #expect(claims(try wait(served, cookie, next)).allSatisfy { $0["holds"] as? Bool == true })
        #expect(try served.ask("GET", "/api/runs/\(run)", cookie: cookie).status == 404)
    }

    /// The heap is seen to grow before the program has ended.
    @Test func growsWhileItRuns() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let program = "import time\nkept = []\nwhile True:\n    kept.append(bytes(100_000))\n    time.sleep(0.01)\n"
        let run = try start(served, cookie, ["lab": "references", "program": program])
        var peaks: Set<Int> = []
        for _ in 0..<200 where peaks.count < 3 {
            let answer = try served.ask("GET", "/api/runs/\(run)", cookie: cookie)
            let curve = (answer["curves"] as? [[String: Any]])?.first
            if let peak = curve?["peak_bytes"] as? Int, peak > 0 { peaks.insert(peak) }
            usleep(100_000)
        }
        #expect(peaks.count >= 3, "\(peaks)")
        #expect(try served.ask("POST", "/api/runs/\(run)/stop", cookie: cookie).status == 202)
        #expect(try wait(served, cookie, run)["state"] as? String == "stopped")
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func endsWithItsRun(_ signal: Int32) throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let mark = "served-\(getpid())-signal\(signal)"
        _ = try startHiding(served, cookie, mark)
        served.program.kill(signal)
        #expect(served.program.status() == 0)
        #expect(served.program.errors.hasSuffix("The labs have ended.\n"))
        #expect(count(mark) == 0)
        #expect(throws: ServedLabs.NoLink.self) { try ServedLabs.connect("127.0.0.1", served.port) }
    }

    @Test func refusals() throws {
        let served = try ServedLabs()
        for (options, status, words) in [
            (["--port", "70000"], 2, "up to 65535"), (["--python", "/nowhere/python"], 2, "there is no such program"),
            (["--port", String(served.port)], 1, "choose another port"),
        ] {
            let outcome = try Command.run(["lab", "serve", "--no-open"] + options)
            #expect(outcome.status == Int32(status))
            #expect(outcome.complaint?.contains(words) == true, "\(outcome.errors)")
        }
    }
}
