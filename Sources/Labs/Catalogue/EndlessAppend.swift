// A list that only grows: the ceiling, the growing line, and what the bytes are.
import Reports

extension Lab {
    private static let limit = 64 << 20

    static let endlessAppend = Lab(
        "endless-append",
        steps: [
            LabStep(name: "program", file: "program", memoryLimit: limit), .mended,
            LabStep(name: "growth", file: "growth"),
        ],
        improvement: .peak,
        rules: [
            ClaimRule("memory rises until the ceiling") { lab throws(LabMissing) in
                let peak = try lab.program.peakBytes
                // The next enlargement, by an eighth, is the one that is denied; the traceback may use a reserve.
                let holds = try lab.program.denials > 0 && peak > limit * 4 / 5 && peak < limit * 5 / 4
                return Verdict(holds, "\(LabWords.bytes(peak)) at the peak, the ceiling is \(LabWords.bytes(limit))")
            },
            ClaimRule("the ceiling ends it as a MemoryError, not as a crash") { lab throws(LabMissing) in
                let run = try lab.program
                let denials = try run.denials
                let holds = run.status == 1 && run.errors.contains("MemoryError") && denials > 0
                return Verdict(holds, "exit status \(run.status), “\(run.lastError)”")
            },
            ClaimRule("the growing line is found") { lab throws(LabMissing) in
                let site = try lab.program.topSite
                let share = Double(site.figures.peakBytes) / Double(max(1, try lab.program.peakBytes))
                let line = site.location.shortText
                return Verdict(share > 0.75, "\(line) holds \(LabWords.percent(share)) of the peak")
            },
            ClaimRule("the bytes are in the list's array of pointers, not in millions of strings") {
                lab throws(LabMissing) in
                let figures = try lab.program.topSite.figures
                let text = "\(LabWords.bytes(figures.peakBytes)) in \(figures.peakBlocks) blocks"
                return Verdict(figures.peakBlocks < 10, text)
            },
            ClaimRule("an element takes eight bytes") { lab throws(LabMissing) in
                let bytes = try lab.run("growth").number("bytes per element")
                return Verdict(bytes == 8, "\(LabWords.number(bytes)) bytes")
            },
            ClaimRule("the list grows in steps of about an eighth") { lab throws(LabMissing) in
                let run = try lab.run("growth")
                let factor = try run.number("growth at each")
                let steps = try run.number("enlargements from 1,000 to 1,000,000 elements")
                return Verdict(
                    abs(factor - 1.125) < 0.01,
                    "\(LabWords.number(steps)) enlargements, each \(LabWords.number(factor)) times")
            },
            ClaimRule("there is one string") { lab throws(LabMissing) in
                let strings = try lab.run("growth").number("different strings in the list")
                return Verdict(strings == 1, "a million elements, \(LabWords.number(strings)) string")
            },
        ])
}
