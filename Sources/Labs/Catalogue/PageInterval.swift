// A timer that collects, and what null does about it.
extension Lab {
    static let pageInterval = Lab(
        "page-interval", language: .javascript,
        steps: [
            LabStep(name: "program", file: "program", visit: .watched(seconds: 2)),
            LabStep(name: "stopped", file: "program", visit: .acted(scenario: "stopping", rounds: 1)),
            LabStep(name: "mended", file: "mended", visit: .watched(seconds: 2)),
            LabStep(name: "mended stopped", file: "mended", visit: .acted(scenario: "stopping", rounds: 1)),
        ],
        improvement: Improvement(name: "heap added while nobody touches the page") { run throws(LabMissing) in
            let heaps = try run.visited.snapshots.map(\.totalBytes)
            return Double(max(0, heaps[2] - heaps[0]))
        },
        rules: [
            ClaimRule("the heap rises while nobody touches the page") { lab throws(LabMissing) in
                let heaps = try lab.program.visited.snapshots.map(\.totalBytes)
                let text = heaps.map(LabWords.bytes).joined(separator: ", ") + " in three snapshots"
                return Verdict(heaps[1] - heaps[0] > 300_000 && heaps[2] - heaps[1] > 300_000, text)
            },
            ClaimRule("three snapshots name the list") { lab throws(LabMissing) in
                let leak = try lab.program.visited.firstLeak
                let holds = leak.kind == "collection" && leak.pathText.contains("samples")
                return Verdict(holds, "\(leak.pathText): \(leak.count) more, \(LabWords.bytes(leak.retainedBytes))")
            },
            ClaimRule("setting the variable to null frees the list") { lab throws(LabMissing) in
                let heaps = try lab.run("stopped").visited.snapshots.map(\.totalBytes)
                let text = "\(LabWords.bytes(heaps[0])) before, \(LabWords.bytes(heaps[1])) after"
                return Verdict(heaps[0] - heaps[1] > 500_000, text)
            },
            ClaimRule("the timer runs on, and its callback now throws") { lab throws(LabMissing) in
                let run = try lab.run("stopped")
                let (timers, errors) = (try run.visited.snapshots[1].timers, try run.number("errors"))
                let last = errors > 0 ? ", “\(try run.text("the last error"))”" : ""
                let text = "\(LabWords.count(timers, "timer")), \(LabWords.count(errors, "error"))\(last)"
                return Verdict(timers > 0 && errors > 0, text)
            },
            ClaimRule("with the timer cleared first nothing throws") { lab throws(LabMissing) in
                let run = try lab.run("mended stopped")
                let (timers, errors) = (try run.visited.snapshots[1].timers, try run.number("errors"))
                let text = "\(LabWords.count(timers, "timer")), \(LabWords.count(errors, "error"))"
                return Verdict(timers == 0 && errors == 0, text)
            },
            ClaimRule("a list of fixed length does not grow") { lab throws(LabMissing) in
                let page = try lab.mended.visited
                let added = page.snapshots[2].totalBytes - page.snapshots[1].totalBytes
                let text = "\(LabWords.bytes(max(0, added))) more in the third snapshot than in the second"
                return Verdict(page.leaks.isEmpty && added < 300_000, text)
            },
        ])
}

extension LabPage {
    /// The place that keeps most of what stays.
    var firstLeak: Leak {
        get throws(LabMissing) {
            guard let leak = leaks.first else { throw LabMissing("nothing was found that stays") }
            return leak
        }
    }
}

extension LabWords {
    /// `1 timer`, `5 timers`.
    static func count(_ count: Double, _ noun: String) -> String { "\(number(count)) \(noun)\(count == 1 ? "" : "s")" }
    static func count(_ count: Int, _ noun: String) -> String { self.count(Double(count), noun) }
}
