// A list of squares against a generator of them.
extension Lab {
    static let generator = Lab(
        "generator",
        steps: [
            .program, .mended,
            LabStep(name: "mended 10x", file: "mended", arguments: ["10000000"]),
            LabStep(name: "mended small", file: "mended", arguments: ["1000"]),
        ],
        improvement: .peak,
        rules: [
            ClaimRule("the list holds every square at once") { lab throws(LabMissing) in
                let (peak, end) = (try lab.program.peakBytes, try lab.program.heap("start"))
                // A pointer and an integer of at least 28 bytes each.
                return Verdict(peak - end > 32_000_000, "\(LabWords.bytes(peak - end)) for a million squares")
            },
            ClaimRule("the generator's peak does not depend on how many there are") { lab throws(LabMissing) in
                let (small, large) = (try lab.run("mended small").peakBytes, try lab.run("mended 10x").peakBytes)
                let text = "\(LabWords.bytes(small)) with a thousand, \(LabWords.bytes(large)) with ten million"
                return Verdict(abs(large - small) < 16_384, text)
            },
            ClaimRule("both give the same sum") { lab throws(LabMissing) in
                let (one, other) = (try lab.program.number("sum"), try lab.mended.number("sum"))
                return Verdict(one == other && one > 0, LabWords.number(one))
            },
            ClaimRule("the list can be summed again, the generator is used up") { lab throws(LabMissing) in
                let (list, generator) = (try lab.program.number("second sum"), try lab.mended.number("second sum"))
                let holds = try list == lab.program.number("sum") && generator == 0
                return Verdict(holds, "the second sum is \(LabWords.number(list)) and \(LabWords.number(generator))")
            },
        ])
}
