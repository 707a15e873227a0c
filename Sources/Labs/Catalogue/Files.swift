// A large file read at once and never closed.
extension Lab {
    static let files = Lab(
        "files", steps: [.program, .mended],
        improvement: .peak,
        rules: [
            ClaimRule("a list of lines needs far more than the file") { lab throws(LabMissing) in
                let run = try lab.program
                let size = try run.number("size of the file")
                let used = Double(try run.heap("read") - run.heap("before"))
                let text =
                    "\(LabWords.figure(used, "bytes")) for a file of \(LabWords.figure(size, "bytes")): \(LabWords.number(used / size)) times"
                return Verdict(used > 1.5 * size, text)
            },
            ClaimRule("because every line is an object of its own") { lab throws(LabMissing) in
                let run = try lab.program
                let (lines, size) = (try run.number("lines"), try run.number("size of the file"))
                let extra = (Double(try run.heap("read") - run.heap("before")) - size) / lines
                return Verdict(
                    extra > 48, "\(LabWords.number(extra)) bytes more for each of \(LabWords.number(lines)) lines")
            },
            ClaimRule("the file stays open as long as its object lives") { lab throws(LabMissing) in
                let run = try lab.program
                let open = try run.number("descriptors open after reading")
                let later = try run.number("descriptors open after that")
                let text =
                    "\(LabWords.number(open)) open after reading, \(LabWords.number(later)) after the object died"
                return Verdict(open == 1 && later == 0, text)
            },
            ClaimRule("a ResourceWarning is the only hint") { lab throws(LabMissing) in
                let said = try lab.program.number("warnings when the file object dies")
                return Verdict(said == 1, "\(LabWords.number(said)) warning, and only with warnings switched on")
            },
            ClaimRule("mended: the heap does not grow with the file, and nothing stays open") {
                lab throws(LabMissing) in
                let run = try lab.mended
                let used = try run.peakBytes - run.heap("before")
                let open = try run.number("descriptors open after reading")
                return Verdict(used < 1 << 20 && open == 0, "\(LabWords.bytes(used)), \(LabWords.number(open)) open")
            },
        ])
}
