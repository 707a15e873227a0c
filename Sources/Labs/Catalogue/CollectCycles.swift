// Pairs that refer to each other: what only the collector frees.
extension Lab {
    static let collectCycles = Lab(
        "collect-cycles", steps: [.programWithHeap, .mendedWithHeap], drawsObjects: true,
        improvement: Improvement(name: "heap after the references are dropped") { run throws(LabMissing) in
            Double(try run.heap("references dropped") - run.heap("before"))
        },
        rules: [
            ClaimRule("dropping the references frees only the list") { lab throws(LabMissing) in
                let run = try lab.program
                let made = try run.heap("filled") - run.heap("before")
                let freed = try run.heap("filled") - run.heap("references dropped")
                let text = "\(LabWords.bytes(freed)) of \(LabWords.bytes(made)) came back"
                return Verdict(made > 5_000_000 && Double(freed) < 0.2 * Double(made), text)
            },
            ClaimRule("the collector frees the rest") { lab throws(LabMissing) in
                let run = try lab.program
                let kept = try run.heap("references dropped") - run.heap("before")
                let freed = try run.heap("references dropped") - run.heap("collected")
                let found = try run.number("found by gc.collect()")
                let seconds = try run.number("time of the collection")
                let text =
                    "\(LabWords.number(found)) objects, \(LabWords.bytes(freed)), in \(LabWords.number(seconds * 1000)) ms while recorded"
                return Verdict(found >= 100_000 && Double(freed) > 0.95 * Double(kept), text)
            },
            ClaimRule("with a weak way back, counting alone frees them at del") { lab throws(LabMissing) in
                let run = try lab.mended
                let made = try run.heap("filled") - run.heap("before")
                let freed = try run.heap("filled") - run.heap("references dropped")
                let found = try run.number("found by gc.collect()")
                let text =
                    "\(LabWords.bytes(freed)) of \(LabWords.bytes(made)) at del; the collector then found \(LabWords.number(found))"
                return Verdict(Double(freed) > 0.95 * Double(made) && found < 100, text)
            },
        ])
}
