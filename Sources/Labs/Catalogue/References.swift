// What sys.getrefcount answers.
extension Lab {
    static let references = Lab(
        "references", steps: [.programWithHeap], drawsObjects: true,
        rules: [
            ClaimRule("each reference adds one") { lab throws(LabMissing) in
                let run = try lab.program
                let alias = try run.number("more after an alias")
                let list = try run.number("more after a list with it twice")
                return Verdict(
                    alias == 1 && list == 2,
                    "\(LabWords.number(alias)) for an alias, \(LabWords.number(list)) for two places in a list")
            },
            ClaimRule("the call's own reference is in the answer, unless the version lends it") {
                lab throws(LabMissing) in
                let run = try lab.program
                let local = try run.number("count of a fresh object in a function")
                let global = try run.number("count of a fresh object in a module")
                let version = try run.minorVersion
                let text =
                    "a fresh local counts \(LabWords.number(local)), a fresh global \(LabWords.number(global)) in 3.\(version)"
                return Verdict(local == (version >= 14 ? 1 : 2) && global == 2, text)
            },
            ClaimRule("None is counted up to 3.11, and immortal from 3.12 on") { lab throws(LabMissing) in
                let run = try lab.program
                let more = try run.number("more after a thousand references to None")
                let version = try run.minorVersion
                let text = "\(LabWords.number(more)) more after a thousand references, in 3.\(version)"
                return Verdict(version >= 12 ? more == 0 : more == 1000, text)
            },
            ClaimRule("an immortal object's count is a constant") { lab throws(LabMissing) in
                let run = try lab.program
                let (none, one) = (try run.number("count of None"), try run.number("count of the literal 1"))
                let text = "None \(LabWords.number(none)), 1 \(LabWords.number(one)) in 3.\(try run.minorVersion)"
                return Verdict(try run.minorVersion >= 12 ? none == one && none > 1e9 : none != one, text)
            },
        ])
}
