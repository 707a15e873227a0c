// A list without cycles: who frees it.
extension Lab {
    static let collect = Lab(
        "collect", steps: [.program],
        rules: [
            ClaimRule("the heap falls when the reference goes, before the collector runs") { lab throws(LabMissing) in
                let run = try lab.program
                let made = try run.heap("filled") - run.heap("before")
                let freed = try run.heap("filled") - run.heap("reference dropped")
                let text = "\(LabWords.bytes(freed)) of \(LabWords.bytes(made)) came back"
                return Verdict(made > 30_000_000 && Double(freed) > 0.99 * Double(made), text)
            },
            ClaimRule("the collector frees next to nothing of it") { lab throws(LabMissing) in
                let run = try lab.program
                let made = try run.heap("filled") - run.heap("before")
                let freed = try run.heap("reference dropped") - run.heap("collected")
                let found = try run.number("found by gc.collect()")
                let text = "it found \(LabWords.number(found)) objects and freed \(LabWords.bytes(max(0, freed)))"
                return Verdict(found < 1000 && Double(freed) < 0.01 * Double(made), text)
            },
            ClaimRule("get_count counts containers, not bytes") { lab throws(LabMissing) in
                let run = try lab.program
                let lists = try run.number("get_count after 500 empty lists")
                let block = try run.number("get_count after one block of 10 MB")
                let text =
                    "\(LabWords.number(lists)) more after 500 lists, \(LabWords.number(block)) after 10 MB of bytes"
                return Verdict(abs(lists - 500) < 50 && abs(block) < 5, text)
            },
        ])
}
