// Visits the pages of a lab with `heaptide web`.
import Foundation
import Glibc
import Reports
import V8Heap

extension LabRunner {
    static let noChromium = "there is no Chromium; apt-get install chromium-headless-shell"

    /// How long loading, or one step of a scenario, may take.
    private var secondsPerAction: Double { max(1, secondsPerStep / 2) }

    /// Visits a page in a folder that is there. Without a Chromium the run says so and has nothing else.
    ///
    /// - Throws: `LabMissing` if the browser cannot be started, or the run was stopped.
    func run(
        _ step: LabStep, _ visit: LabVisit, _ file: LabFile, of lab: Lab, in folder: String
    ) throws(LabMissing) -> LabRun {
        guard let chromium else { return Self.skipped(step, "\(folder)/\(file.name)") }
        try writeAll(file, to: folder)
        if case .acted(let name, _) = visit {
            guard let scenario = LabFile.named("\(lab.id)/\(name).js") else {
                throw LabMissing("\(lab.id) has no file \(name).js")
            }
            try write(scenario, to: folder)
        }
        let snapshots = "\(folder)/\(step.name).web"
        // The browser is in a session of its own. When heaptide web ends, for whatever reason, its guard ends the browser
        // and removes the profile; that takes a moment.
        let outcome = try LabProcess(
            arguments: command(visit, file, chromium, snapshots), directory: folder,
            environment: environment("\(folder)/.facts").merging(step.environment) { $1 }, seconds: secondsPerStep,
            mark: Self.factsVariable, dataLimit: step.memoryLimit, patience: 10, isStopped: isStopped
        ).run()
        if outcome.isStopped { throw LabMissing("stopped") }
        if outcome.status == 2, let refusal = Self.refusal(in: outcome.errors) { throw LabMissing(refusal) }
        return read(step, outcome, "\(folder)/\(file.name)")
    }

    private func command(_ visit: LabVisit, _ file: LabFile, _ chromium: String, _ snapshots: String) -> [String] {
        let words = [
            heaptide, "web", file.name, "--json", "-o", snapshots, "--chromium", chromium,
            "--timeout", String(secondsPerAction),
        ]
        switch visit {
        case .watched(let seconds): return words + ["--watch", String(seconds)]
        case .acted(let scenario, let rounds): return words + ["--scenario", scenario + ".js", "--repeat", "\(rounds)"]
        }
    }

    private func read(_ step: LabStep, _ outcome: LabProcess.Outcome, _ source: String) -> LabRun {
        let page = LabPage.read(outcome.output)
        let files = page?.snapshots.map(\.file) ?? []
        let snapshot = files.last.flatMap { path in
            (try? V8Snapshot.read(path: path)).map { HeapReport($0, file: path) }
        }
        let errors = page == nil ? Self.refusal(in: outcome.errors) ?? outcome.errors : ""
        return LabRun(
            step: step, status: outcome.status, isTimedOut: outcome.isTimedOut, output: "", errors: errors,
            facts: snapshot.map(LabPage.facts) ?? [], report: nil, snapshot: snapshot, recordings: files,
            source: source, python: nil, page: page)
    }

    private static func skipped(_ step: LabStep, _ source: String) -> LabRun {
        LabRun(
            step: step, status: 0, isTimedOut: false, output: "", errors: "", facts: [], report: nil, snapshot: nil,
            recordings: [], source: source, python: nil, skipped: noChromium)
    }
}
