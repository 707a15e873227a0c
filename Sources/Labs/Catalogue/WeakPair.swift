// Finalisers in a circle.
extension Lab {
    static let weakPair = Lab(
        "weak-pair", steps: [.programWithHeap, .mendedWithHeap], drawsObjects: true,
        improvement: Improvement(name: "heap after the references are dropped") { run throws(LabMissing) in
            Double(try run.heap("references dropped") - run.heap("before"))
        },
        rules: [
            ClaimRule("both live on after del") { lab throws(LabMissing) in
                let alive = try lab.program.number("alive after del")
                return Verdict(alive == 2, "\(LabWords.number(alive)) alive")
            },
            ClaimRule("both are dead after the collector") { lab throws(LabMissing) in
                let alive = try lab.program.number("alive after the collector")
                return Verdict(alive == 0, "\(LabWords.number(alive)) alive")
            },
            ClaimRule("no finaliser runs before the collector is called") { lab throws(LabMissing) in
                let order = try lab.program.text("order")
                let holds =
                    order.hasPrefix("references dropped, collector called, ")
                    && order.contains("left finalised") && order.contains("right finalised")
                return Verdict(holds, order)
            },
            ClaimRule("the memory comes back with the collector, not with del") { lab throws(LabMissing) in
                let run = try lab.program
                let atDel = try run.heap("made") - run.heap("references dropped")
                let atCollect = try run.heap("references dropped") - run.heap("collected")
                let text = "\(LabWords.bytes(max(0, atDel))) at del, \(LabWords.bytes(atCollect)) at the collection"
                return Verdict(atDel < 100_000 && atCollect > 9_900_000, text)
            },
            ClaimRule("with one weak direction both are finalised at del") { lab throws(LabMissing) in
                let run = try lab.mended
                let order = try run.text("order")
                let alive = try run.number("alive after del")
                let holds = order.hasSuffix("collector called") && alive == 0
                return Verdict(holds, order)
            },
        ])
}
