// One visit of a page: browser, snapshots, and what they say.
import Foundation
import Glibc
import NodeRecorder
import PageRecorder
import Recording
import Reports
import V8Heap

struct WebRun {
    let command: WebCommand
    let plan: VisitPlan
    let size: (width: Int, height: Int)

    private let interruption = WebInterruption()

    init(command: WebCommand, plan: VisitPlan, size: (width: Int, height: Int)) {
        (self.command, self.plan, self.size) = (command, plan, size)
    }

    func run() throws {
        let executable = try browser()
        let folder = try makeFolder()
        interruption.keep(folder)
        do {
            let record = try visit(executable, folder)
            let view = try view(record)
            interruption.keep(nil)
            try StandardOutput.write(view, json: command.json, what: "the page's memory")
            sayNext(folder, record.snapshots, view)
        } catch {
            // Nothing half is left behind.
            interruption.check()
            WebFolder.remove(folder)
            throw error
        }
    }

    private func view(_ record: VisitRecord) throws -> PageView {
        let heaps = try record.snapshots.map { HeapReport(try HeapInput.snapshot($0.path), file: $0.path) }
        var maps = record.maps
        var concerned: Set<String> = []
        var view = PageView(
            url: record.url, browser: record.browser, scenario: command.scenario, rounds: record.rounds,
            notes: record.notes, heaps: heaps, moments: record.atSnapshots.map(PageView.Moment.init),
            samples: record.samples.map(PageView.Moment.init), isOneHeap: record.isOneHeap,
            isOneDocument: record.isOneDocument, events: record.events,
            findOriginals: { scripts in
                concerned.formUnion(scripts.values)
                return Self.originals(scripts, heaps.last?.file ?? "", &maps)
            })
        for script in maps.missing where concerned.contains(script) {
            let name = script.split(separator: "/").last.map(String.init) ?? script
            view.note("the source map of \(name) cannot be had or read: places in it are the script's own")
        }
        return view
    }

    /// Where functions were written, by the source maps of their scripts.
    private static func originals(
        _ scripts: [UInt64: String], _ snapshot: String, _ maps: inout PageSourceMaps
    ) -> [UInt64: (file: String, line: Int)] {
        guard !scripts.isEmpty, !maps.isEmpty,
            let positions = try? FunctionPositions.read(path: snapshot, of: Set(scripts.keys))
        else { return [:] }
        var originals: [UInt64: (file: String, line: Int)] = [:]
        for (function, position) in positions {
            guard let script = scripts[function] else { continue }
            let place = maps.original(script: script, line: position.line, column: position.column)
            originals[function] = place.map { ($0.file, $0.line + 1) }
        }
        return originals
    }

    private func browser() throws(Problem) -> String {
        if let path = command.chromium {
            guard access(path, X_OK) == 0 else { throw .usage("\(path): \(String(cString: strerror(errno)))") }
            return path
        }
        if let path = Chromium.find() { return path }
        throw .failure(
            "there is no Chromium; apt-get install chromium-headless-shell, or name one with --chromium PATH")
    }

    private func makeFolder() throws(Problem) -> String {
        let path = command.output ?? defaultName
        if path.isEmpty { throw .usage("the name of the output folder is empty") }
        guard mkdir(path, 0o700) == 0 else {
            if errno == EEXIST { throw .usage("\(path) exists; name another folder with -o") }
            throw .failure("cannot make \(path): \(String(cString: strerror(errno)))")
        }
        return path
    }

    /// `index.4711.web`, `localhost.4711.web`.
    private var defaultName: String {
        let address = plan.url.flatMap { URL(string: $0) }
        let name = address?.isFileURL == true ? address?.deletingPathExtension().lastPathComponent : address?.host
        let plain = (name ?? "page").filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        return "\(plain.isEmpty ? "page" : plain).\(getpid()).web"
    }

    private func visit(_ executable: String, _ folder: String) throws(Problem) -> VisitRecord {
        var plan = plan
        plan.folder = folder
        let progress = ProgressLine("page")
        defer { progress.clear() }
        do {
            let chromium = try interruption.start { () throws(PageError) in
                try Chromium(executable: executable, windowSize: size)
            }
            defer { interruption.endBrowser() }
            return try PageVisit.run(plan, in: chromium) { progress.show(step: $0) }
        } catch {
            throw .failure(error.description)
        }
    }

    private func sayNext(_ folder: String, _ snapshots: [DownloadedSnapshot], _ view: PageView) {
        guard let first = snapshots.first, let last = snapshots.last else { return }
        let (old, new) = (ShellText.quoted(first.path), ShellText.quoted(last.path))
        let path = view.firstObject.map { ", or heaptide heap \(new) path \($0)" } ?? ""
        say("\nSnapshots in \(folder)\nNext: heaptide diff \(old) \(new)\(path)\n")
    }
}

extension PageView.Moment {
    fileprivate init(_ sample: PageSample) {
        self.init(
            seconds: sample.seconds, step: sample.step, heapBytes: sample.heapBytes,
            heapTotalBytes: sample.heapTotalBytes, embedderBytes: sample.embedderBytes, nodes: sample.nodes,
            documents: sample.documents, listeners: sample.listeners, residentBytes: sample.residentBytes)
    }
}
