// Five habits that keep memory, each with its path.
import HeapGraph
import Reports

extension Lab {
    private static let habitNames = ["lingering", "collector", "closure", "default", "cached"]

    static let habits = Lab(
        "habits",
        steps: habitNames.flatMap { name in
            [
                LabStep(name: name, file: name, takesSnapshot: name != "lingering"),
                LabStep(name: name + " mended", file: name + "_mended"),
            ]
        },
        rules: habitNames.map(keptLess)
            + [
                rule("lingering", "lingering-local"), rule("collector", "global-collector"),
                rule("closure", "closure-keeps-large"), rule("default", "mutable-default"),
                rule("cached", "cached-method"),
                path("collector", "a list of the module", expects: "seen"),
                path("closure", "a closure", expects: " local words"),
                path("default", "a default argument", expects: "__defaults__"),
                path("cached", "the cache of a method", expects: "words"),
            ])

    private static func keptLess(_ name: String) -> ClaimRule {
        ClaimRule("\(name): memory is kept that the mended program does not keep") { lab throws(LabMissing) in
            let kept = try lab.run(name).heap("at the end")
            let mended = try lab.run(name + " mended").heap("at the end")
            let text = "\(LabWords.bytes(kept)) at the end, mended \(LabWords.bytes(mended))"
            return Verdict(kept - mended > 1_000_000, text)
        }
    }

    private static func rule(_ name: String, _ rule: String) -> ClaimRule {
        ClaimRule("\(name): heaptide check finds it by reading, and not in the mended program") {
            lab throws(LabMissing) in
            let found = try lab.run(name).brokenRules()
            let mended = try lab.run(name + " mended").brokenRules()
            let text = found.isEmpty ? "nothing found" : found.sorted().joined(separator: ", ")
            return Verdict(found.contains(rule) && !mended.contains(rule), text)
        }
    }

    private static func path(_ name: String, _ what: String, expects: String) -> ClaimRule {
        ClaimRule("\(name): the path shows \(what)") { lab throws(LabMissing) in
            let graph = try lab.run(name).heapSnapshot.graph
            guard let suspect = SuspectSearch().suspects(in: graph).first else { throw LabMissing("no suspect") }
            let kept = graph.dominated(by: suspect.accumulationPoint).prefix(1000)
            let paths = kept.lazy.map { graph.path(to: $0).text }
            let text = paths.first { $0.contains(expects) } ?? suspect.path.text
            return Verdict(text.contains(expects), "\(text), one of many below \(suspect.path.text)")
        }
    }
}
