// Which equal things are one object.
extension Lab {
    static let sameObject = Lab(
        "same-object", steps: [.programWithHeap], drawsObjects: true,
        rules: [
            ClaimRule("small integers are one object each, in a range without gaps") { lab throws(LabMissing) in
                let run = try lab.program
                let low = try run.number("smallest integer that is always one object")
                let high = try run.number("largest integer that is always one object")
                let gaps = try run.number("gaps in between")
                let text = "\(LabWords.number(low)) to \(LabWords.number(high)) in this version"
                return Verdict(low <= 0 && high >= 256 && gaps == 0, text)
            },
            ClaimRule("two equal large literals in one unit of code are one object") { lab throws(LabMissing) in
                let same = try lab.program.flag("two equal large literals in one unit are one object")
                return Verdict(same, same ? "one object" : "two objects")
            },
            ClaimRule("the same literals in two units are two") { lab throws(LabMissing) in
                let run = try lab.program
                let units = try run.flag("in two units they are one object")
                let computed = try run.flag("computed twice they are one object")
                return Verdict(!units && !computed, units || computed ? "one object" : "two objects; computed ones too")
            },
            ClaimRule("strings that look like names are shared between units") { lab throws(LabMissing) in
                let same = try lab.program.flag("strings that look like names, in two units, are one object")
                return Verdict(same, same ? "one object" : "two objects")
            },
            ClaimRule("other strings are not, nor is one put together at run time") { lab throws(LabMissing) in
                let run = try lab.program
                let other = try run.flag("other strings, in two units, are one object")
                let made = try run.flag("a string put together at run time is the same object")
                let text =
                    "other strings \(other ? "are one object" : "are two"), the made one \(made ? "is the same" : "is another")"
                return Verdict(!other && !made, text)
            },
        ])
}
