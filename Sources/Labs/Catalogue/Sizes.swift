// What an object weighs, and what sys.getsizeof says.
extension Lab {
    static let sizes = Lab(
        "sizes", steps: [.program, .mended],
        improvement: Improvement(name: "bytes of a point") { run throws(LabMissing) in
            if run.step.name == "program" { return try run.realSize("an object") }
            return try Double(run.heap("after") - run.heap("before")) / run.number("objects of each kind")
        },
        rules: [
            ClaimRule("a tuple is smaller than a list of the same three") { lab throws(LabMissing) in
                let (list, tuple) = (
                    try lab.program.realSize("a list of three"), try lab.program.realSize("a tuple of three")
                )
                return Verdict(tuple < list, "\(LabWords.number(tuple)) and \(LabWords.number(list)) bytes")
            },
            ClaimRule("slots make an object smaller, by more than getsizeof says") { lab throws(LabMissing) in
                let run = try lab.program
                let (object, slots) = (try run.realSize("an object"), try run.realSize("an object with slots"))
                let said = try run.number("getsizeof of an object") - run.number("getsizeof of an object with slots")
                let text =
                    "\(LabWords.number(object)) and \(LabWords.number(slots)) bytes; getsizeof sees a difference of \(LabWords.number(said))"
                return Verdict(slots < object && object - slots > said, text)
            },
            ClaimRule("getsizeof does not follow references") { lab throws(LabMissing) in
                let run = try lab.program
                let name = "a list of a long text"
                let (said, real) = (try run.number("getsizeof of \(name)"), try run.realSize(name))
                return Verdict(real > said + 1000, "it says \(LabWords.number(said)), it is \(LabWords.number(real))")
            },
            ClaimRule("getsizeof counts the collector's header, __sizeof__ does not") { lab throws(LabMissing) in
                let run = try lab.program
                let said = try run.number("getsizeof of a tuple of three")
                let bare = try run.number("__sizeof__ of a tuple of three")
                let real = try run.realSize("a tuple of three")
                let text = "\(LabWords.number(said)) and \(LabWords.number(bare)); really \(LabWords.number(real))"
                return Verdict(said - bare == 16 && abs(real - said) < 1, text)
            },
            ClaimRule("for an object with attributes getsizeof leaves out where they are kept") {
                lab throws(LabMissing) in
                let run = try lab.program
                let (said, real) = (try run.number("getsizeof of an object"), try run.realSize("an object"))
                return Verdict(real > said, "it says \(LabWords.number(said)), it is \(LabWords.number(real))")
            },
        ])
}

extension LabRun {
    /// Bytes that were asked of the allocator for one object of a kind.
    fileprivate func realSize(_ name: String) throws(LabMissing) -> Double {
        try Double(heap(name + " after") - heap(name + " before")) / number("objects of each kind")
    }
}
