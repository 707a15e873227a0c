// One visit of a page: load, act, take it back, as often as asked; memory over time, three snapshots.
import DevTools
import Foundation
import Glibc
package import NodeRecorder

/// What is to be done.
package struct VisitPlan: Sendable {
    package var url: String?
    package var scenario: PageScenario?
    /// How often it is acted and taken back between the first and the last snapshot.
    package var rounds: Int?
    /// Where the snapshots go: an existing folder.
    package var folder: String
    /// How long an answer may take.
    package var timeout = 60.0
    /// How long the page is left alone after each step.
    package var settle = 0.5
    /// Without a scenario: how long it is watched from snapshot to snapshot.
    package var watch = 5.0

    package init(folder: String) { self.folder = folder }
}

/// What was seen.
package struct VisitRecord: Sendable {
    package var url = ""
    package var browser = ""
    package var rounds = 0
    package var samples: [PageSample] = []
    package var snapshots: [DownloadedSnapshot] = []
    /// What was looked at before each snapshot, after a collection.
    package var atSnapshots: [PageSample] = []
    package var notes: [String] = []
    /// False if the first and the last snapshot are of two processes: nothing of the first can be in the last.
    package var isOneHeap = true
    /// False if they are of two documents.
    package var isOneDocument = true
    /// Which events functions listen to, by V8's numbers.
    package var events: [UInt64: Set<String>] = [:]
    /// Of the scripts that the page had at the end.
    package var maps = PageSourceMaps()
}

package final class PageVisit {
    private let plan: VisitPlan
    private let page: PageSession
    private let onStep: (String) -> Void
    private var record = VisitRecord()
    private var start = Date()
    /// Of the first snapshot.
    private var origin: (document: String, heap: String)?
    private static let mostSamples = 4000

    /// - Parameter onStep: is told what begins.
    package static func run(
        _ plan: VisitPlan, in chromium: Chromium, onStep: @escaping (String) -> Void
    ) throws(PageError) -> VisitRecord {
        let connection = try chromium.connect(seconds: plan.timeout)
        defer { connection.close() }
        let visit = PageVisit(plan, try PageSession(connection, seconds: plan.timeout), onStep)
        try visit.run()
        return visit.record
    }

    private init(_ plan: VisitPlan, _ page: PageSession, _ onStep: @escaping (String) -> Void) {
        (self.plan, self.page, self.onStep) = (plan, page, onStep)
    }

    private func run() throws(PageError) {
        record.browser = try page.call("Browser.getVersion", ofBrowser: true)["product"]?.string ?? ""
        record.url = try address()
        begin("loading \(record.url)")
        start = Date()
        try page.open(record.url)
        try rest("load")
        if let scenario = plan.scenario { try act(scenario) } else { try watch() }
        begin("source maps")
        record.maps = page.sourceMaps()
    }

    private func address() throws(PageError) -> String {
        if let url = plan.url { return url }
        guard let scenario = plan.scenario else { throw PageError("there is no URL") }
        guard let url = try InstalledScenario(scenario, in: page).run("url")?.string else {
            throw PageError("\(scenario.path) has no url(), and no URL was given: heaptide web URL --scenario FILE")
        }
        return url
    }

    // MARK: With a scenario

    private func act(_ file: PageScenario) throws(PageError) {
        let scenario = try InstalledScenario(file, in: page)
        guard scenario.names.contains("action") else {
            throw PageError("\(file.path) has no function action; see docs/web.md for what a scenario is")
        }
        for name in PageScenario.ignored where scenario.names.contains(name) {
            record.notes.append("\(name) of \(file.path) is not used")
        }
        if !scenario.names.contains("back") {
            record.notes.append("\(file.path) has no back(): what its action leaves is compared")
        }
        let repeats = try scenario.run("repeat")?.int
        record.rounds = max(1, min(plan.rounds ?? repeats ?? 3, 1000))
        try step("setup", scenario)
        begin("warming up")
        try step("action", scenario)
        try step("back", scenario)
        try takeSnapshot("1-before")
        for round in 1...record.rounds {
            begin("round \(round) of \(record.rounds)")
            try step("action", scenario)
            if round == record.rounds { try takeSnapshot("2-acted") }
            try step("back", scenario)
        }
        try takeSnapshot("3-after")
    }

    private func step(_ name: String, _ scenario: InstalledScenario) throws(PageError) {
        guard scenario.names.contains(name) else { return }
        if name == "setup" { begin(name) }
        try scenario.run(name)
        try rest(name)
        try scenario.followPage()
    }

    // MARK: Without

    private func watch() throws(PageError) {
        try takeSnapshot("1-loaded")
        begin("watching")
        try rest("wait", plan.watch)
        try takeSnapshot("2-later")
        try rest("wait", plan.watch)
        try takeSnapshot("3-last")
    }

    // MARK: Looking

    private func begin(_ work: String) {
        page.work = work
        onStep(work)
    }

    /// Leaves the page alone for a while and looks at it every quarter of a second.
    private func rest(_ step: String, _ seconds: Double? = nil) throws(PageError) {
        let end = Date() + (seconds ?? plan.settle)
        repeat {
            if record.samples.count < Self.mostSamples { record.samples.append(try sample(step)) }
            usleep(UInt32(max(0, min(0.25, end.timeIntervalSinceNow)) * 1e6))
        } while Date() < end
    }

    private func sample(_ step: String) throws(PageError) -> PageSample {
        try page.sample(step, at: -start.timeIntervalSinceNow)
    }

    private func takeSnapshot(_ name: String) throws(PageError) {
        onStep("snapshot \(name)")
        try compareDocuments()
        try page.collectGarbage()
        record.atSnapshots.append(try sample(name))
        record.snapshots.append(try page.takeSnapshot(to: "\(plan.folder)/\(name).heapsnapshot"))
        page.noteListeners(&record.events)
    }

    /// A page's heap goes with it: then the snapshots tell less than they seem to.
    private func compareDocuments() throws(PageError) {
        let now = try page.document()
        let first = origin ?? now
        origin = first
        record.isOneHeap = now.heap == first.heap
        record.isOneDocument = now == first
        guard now != first else { return }
        let what = "the page was loaded anew since the first snapshot: what it had then is gone with it"
        if !record.notes.contains(what) { record.notes.append(what) }
    }
}
