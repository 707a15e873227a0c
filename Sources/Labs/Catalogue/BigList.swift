// Freed, and returned to the system.
import Recording

extension Lab {
    static let bigList = Lab(
        "big-list", steps: [.program, .mended],
        improvement: Improvement(name: "resident set after the work, beyond what it was before") {
            run throws(LabMissing) in
            Double(try run.mark("collected").residentBytes - run.mark("before").residentBytes)
        },
        rules: [
            ClaimRule("the heap falls at del") { lab throws(LabMissing) in
                let run = try lab.program
                let made = try run.heap("filled") - run.heap("before")
                let freed = try run.heap("filled") - run.heap("deleted")
                let text = "\(LabWords.bytes(freed)) of \(LabWords.bytes(made))"
                return Verdict(made > 40_000_000 && Double(freed) > 0.99 * Double(made), text)
            },
            ClaimRule("the arenas stay: a few survivors hold them") { lab throws(LabMissing) in
                let (filled, deleted) = (try lab.program.mark("filled"), try lab.program.mark("deleted"))
                let text =
                    "\(LabWords.bytes(Int(deleted.arenaBytes))) of arenas before and after, with \(LabWords.bytes(Int(deleted.smallBytes))) of objects in them"
                return Verdict(
                    Double(deleted.arenaBytes) > 0.9 * Double(filled.arenaBytes)
                        && deleted.smallBytes < deleted.arenaBytes / 4, text)
            },
            ClaimRule("the resident set falls by less than the heap") { lab throws(LabMissing) in
                let (filled, deleted) = (try lab.program.mark("filled"), try lab.program.mark("deleted"))
                let heap = Int(filled.heapBytes - deleted.heapBytes)
                let resident = Int(filled.residentBytes - deleted.residentBytes)
                let text = "heap \(LabWords.bytes(heap)) less, resident \(LabWords.bytes(resident)) less"
                return Verdict(Double(resident) < 0.6 * Double(heap), text)
            },
            ClaimRule("the collector changes nothing of it") { lab throws(LabMissing) in
                let (deleted, collected) = (try lab.program.mark("deleted"), try lab.program.mark("collected"))
                let arenas = Int(deleted.arenaBytes - collected.arenaBytes)
                let text = "\(LabWords.bytes(arenas)) of arenas returned by gc.collect()"
                return Verdict(arenas * 50 < Int(deleted.arenaBytes), text)
            },
        ])
}
