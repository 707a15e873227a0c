// Alias, slice and deep copy of nested data.
extension Lab {
    static let copies = Lab(
        "copies", steps: [.programWithHeap, .mended],
        drawsObjects: true,
        improvement: Improvement(name: "bytes of a copy that is safe") { run throws(LabMissing) in
            let last = run.step.name == "mended" ? ("rules", "slice") : ("slice", "deep copy")
            return Double(try run.heap(last.1) - run.heap(last.0))
        },
        rules: [
            ClaimRule("a change inside shows in the alias and the slice, not in the deep copy") {
                lab throws(LabMissing) in
                let run = try lab.program
                let shows = [
                    try run.flag("the alias shows the change of an inner list"),
                    try run.flag("the slice shows the change of an inner list"),
                    try run.flag("the deep copy shows the change of an inner list"),
                ]
                return Verdict(shows == [true, true, false], LabWords.shown(shows))
            },
            ClaimRule("a new rule at the end shows in the alias only") { lab throws(LabMissing) in
                let run = try lab.program
                let shows = [
                    try run.flag("the alias shows the new rule"), try run.flag("the slice shows the new rule"),
                    try run.flag("the deep copy shows the new rule"),
                ]
                return Verdict(shows == [true, false, false], LabWords.shown(shows))
            },
            ClaimRule("the slice shares every inner list, the deep copy none") { lab throws(LabMissing) in
                let run = try lab.program
                let slice = try run.number("inner lists that the slice shares")
                let deep = try run.number("inner lists that the deep copy shares")
                let strings = try run.number("strings that the deep copy shares")
                let text =
                    "\(LabWords.number(slice)) and \(LabWords.number(deep)) of 100; but the deep copy shares \(LabWords.number(strings)) strings"
                return Verdict(slice == 100 && deep == 0 && strings > 0, text)
            },
            ClaimRule("an alias costs nothing, a slice its pointers, a deep copy all containers") {
                lab throws(LabMissing) in
                let run = try lab.program
                let alias = try run.heap("alias") - run.heap("rules")
                let slice = try run.heap("slice") - run.heap("alias")
                let deep = try run.heap("deep copy") - run.heap("slice")
                let text = "\(LabWords.bytes(alias)), \(LabWords.bytes(slice)), \(LabWords.bytes(deep))"
                return Verdict(alias < 500 && slice >= 800 && slice < 2000 && deep > 50_000, text)
            },
        ])
}

extension LabWords {
    fileprivate static func shown(_ flags: [Bool]) -> String {
        zip(["alias", "slice", "deep copy"], flags).map { "\($0) \($1 ? "shows" : "does not show") it" }
            .joined(separator: ", ")
    }
}
