// Changed in place, or replaced by another object.
extension Lab {
    static let identity = Lab(
        "identity", steps: [.programWithHeap], drawsObjects: true,
        rules: [
            ClaimRule("an integer that is counted up is another object") { lab throws(LabMissing) in
                let same = try lab.program.flag("the integer is the same object after += 1")
                return Verdict(!same, same ? "the same object" : "another object")
            },
            ClaimRule("a list that is appended to is the same object") { lab throws(LabMissing) in
                let same = try lab.program.flag("the list is the same object after append and +=")
                return Verdict(same, same ? "the same object" : "another object")
            },
            ClaimRule("s += x hardly ever copies when nobody else refers to the string") { lab throws(LabMissing) in
                let run = try lab.program
                let (copies, all) = (
                    try run.number("copies when nobody else refers to the string"), try run.number("additions")
                )
                return Verdict(
                    copies < all * 0.1, "\(LabWords.number(copies)) of \(LabWords.number(all)) additions moved it")
            },
            ClaimRule("with a second reference it copies each time") { lab throws(LabMissing) in
                let run = try lab.program
                let (copies, all) = (try run.number("copies with a second reference"), try run.number("additions"))
                return Verdict(copies > all * 0.99, "\(LabWords.number(copies)) of \(LabWords.number(all))")
            },
            ClaimRule("which takes much longer") { lab throws(LabMissing) in
                let run = try lab.program
                let alone = try run.number("time of s += x while recorded")
                let watched = try run.number("time of s += x with a second reference while recorded")
                let joined = try run.number("time of join while recorded")
                let text = [alone, watched, joined].map { LabWords.number($0 * 1000) + " ms" }
                return Verdict(
                    watched > alone * 2,
                    "\(text[0]) alone, \(text[1]) with a second reference, join \(text[2]); while recorded")
            },
        ])
}
