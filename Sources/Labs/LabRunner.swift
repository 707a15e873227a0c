// Runs the steps of a lab under Heaptide and decides its claims.
import Foundation
import Glibc
import HeapFile
import Recording
import Reports
import V8Heap

/// How labs are run: with which interpreter, and where their recordings are kept.
package struct LabRunner: Sendable {
    /// The heaptide command itself.
    package var heaptide: String
    /// The interpreters; nil = what `heaptide run` takes by itself.
    package var python: String?
    package var node: String?
    /// The browser of the pages; nil = this machine has none, and they are skipped.
    package var chromium: String?
    /// Recordings go to a folder per lab in it; those of an earlier run are replaced.
    package var directory: String
    /// A file in place of the lab's own program or page; nil = the lab's own.
    package var ownProgram: String?
    /// The same as texts, by the names of the lab's files.
    package var ownTexts: [String: String] = [:]
    /// Asked from time to time while programs run; true ends them, and the run with “stopped”.
    package var isStopped: @Sendable () -> Bool = { false }
    /// After that a program is ended, with what it has started.
    package var secondsPerStep = 60.0

    package init(
        heaptide: String, python: String?, node: String?, chromium: String? = nil, directory: String,
        ownProgram: String? = nil
    ) {
        self.heaptide = heaptide
        self.python = python
        self.node = node
        self.chromium = chromium
        self.directory = directory
        self.ownProgram = ownProgram
    }

    /// Runs all steps. `onStep` is told before each.
    ///
    /// - Throws: `LabMissing` if nothing can be run at all.
    package func run(_ lab: Lab, onStep: (LabStep) -> Void = { _ in }) throws(LabMissing) -> LabResult {
        let folder = "\(directory)/\(lab.id)"
        try makeEmpty(folder)
        let own = try ownTexts(of: lab)
        var runs: [LabRun] = []
        for step in lab.steps {
            onStep(step)
            runs.append(try run(step, of: lab, own, in: folder))
        }
        return LabResult(lab, LabEvidence(runs: runs))
    }

    /// Makes a folder, or empties it.
    func makeEmpty(_ folder: String) throws(LabMissing) {
        let files = FileManager.default
        do {
            if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw LabMissing("cannot make \(folder): \(error.localizedDescription)")
        }
    }

    private func run(
        _ step: LabStep, of lab: Lab, _ own: [String: String], in folder: String
    ) throws(LabMissing) -> LabRun {
        guard var file = lab.file(of: step) else { throw LabMissing("\(lab.id) has no file \(step.file)") }
        if let text = own[file.name] { file = LabFile(name: file.name, text: text) }
        guard let visit = step.visit else { return try run(step, file, in: folder) }
        return try run(step, visit, file, of: lab, in: folder)
    }

    private func ownTexts(of lab: Lab) throws(LabMissing) -> [String: String] {
        guard let ownProgram, let file = lab.replaced(by: ownProgram) else { return ownTexts }
        guard let own = FileManager.default.contents(atPath: ownProgram) else {
            throw LabMissing("cannot read \(ownProgram)")
        }
        return [file.name: String(decoding: own, as: UTF8.self)]
    }

    /// Where a step's recording is, while it runs and after.
    package func recording(of step: LabStep, in lab: Lab) -> String {
        "\(directory)/\(lab.id)/\(step.name).heaptide"
    }

    /// Runs one program in a folder that is there.
    func run(_ step: LabStep, _ file: LabFile, in folder: String) throws(LabMissing) -> LabRun {
        try writeAll(file, to: folder)
        let recording = "\(folder)/\(step.name).heaptide"
        let facts = "\(folder)/.facts"
        unlink(facts)
        let outcome = try LabProcess(
            arguments: command(step, file, recording), directory: folder,
            environment: environment(facts).merging(step.environment) { $1 }, seconds: secondsPerStep,
            mark: Self.factsVariable, isStopped: isStopped
        ).run()
        defer { unlink(facts) }
        if outcome.isStopped { throw LabMissing("stopped") }
        let run = read(step, "\(folder)/\(file.name)", outcome, recording, facts)
        if run.report == nil, let refusal = Self.refusal(in: outcome.errors) { throw LabMissing(refusal) }
        return run
    }

    /// Why a command of heaptide's did not begin, if it is that what it has said.
    static func refusal(in errors: String) -> String? {
        let prefix = "heaptide: "
        guard let line = errors.split(separator: "\n").last, line.hasPrefix(prefix) else { return nil }
        return String(line.dropFirst(prefix.count).prefix { $0 != ";" })
    }

    /// A step's file, and what all programs may use.
    func writeAll(_ file: LabFile, to folder: String) throws(LabMissing) {
        try write(file, to: folder)
        for support in LabFile.all where support.path.hasPrefix("support/") {
            try write(LabFile(name: String(support.path.dropFirst(8)), text: support.text), to: folder)
        }
    }

    func write(_ file: LabFile, to folder: String) throws(LabMissing) {
        let path = "\(folder)/\(file.name)"
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(file.text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw LabMissing("cannot write \(path): \(String(cString: strerror(errno)))") }
    }

    private func command(_ step: LabStep, _ file: LabFile, _ recording: String) -> [String] {
        var words = [
            heaptide, "run", "--quiet", "--force", "-o", recording, "--memory-limit", String(step.memoryLimit),
        ]
        if step.takesSnapshot { words += ["--snapshot", "exit"] }
        // Of the two, heaptide run takes the one that the program is for.
        if file.ending == "js" {
            if let node { words += ["--node", node] }
        } else if let python {
            words += ["--python", python]
        }
        return words + ["--", file.name] + step.arguments
    }

    /// Where a program notes what it finds out about itself (Labs/support).
    static let factsVariable = "HEAPTIDE_LAB_FACTS"

    /// The learner's, without what changes how Python runs.
    func environment(_ facts: String) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PYTHON") }
        environment[Self.factsVariable] = facts
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        return environment
    }

    private func read(
        _ step: LabStep, _ source: String, _ outcome: LabProcess.Outcome, _ recording: String, _ facts: String
    ) -> LabRun {
        let report = (try? RecordingFile.read(recording)).map { Report($0) }
        let (heap, snapshot) = Self.snapshot(step, beside: recording)
        let kept = (report == nil ? [] : [recording]) + (snapshot == nil ? [] : [heap])
        return LabRun(
            step: step, status: outcome.status, isTimedOut: outcome.isTimedOut, output: outcome.output,
            errors: outcome.errors, facts: LabFact.read(facts), report: report,
            snapshot: snapshot.map { HeapReport($0, file: heap) }, recordings: kept, source: source,
            python: python)
    }

    /// The heap that a program left beside its recording, and its file.
    private static func snapshot(_ step: LabStep, beside recording: String) -> (String, HeapSnapshot?) {
        let stem = String(recording.dropLast("heaptide".count))
        let python = stem + HeapSnapshot.fileExtension
        guard step.takesSnapshot else { return (python, nil) }
        if let snapshot = try? HeapSnapshot.open(python) { return (python, snapshot) }
        let node = stem + "heapsnapshot"
        return (node, try? V8Snapshot.read(path: node) { _ in })
    }
}
