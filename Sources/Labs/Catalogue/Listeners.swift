// A listener that is never removed keeps its view.
import Reports

extension Lab {
    static let listeners = Lab(
        "listeners", language: .javascript,
        steps: [LabStep(name: "program", file: "program", takesSnapshot: true), .mended],
        improvement: Improvement(name: "heap after 200 views") { run throws(LabMissing) in
            try run.number("heap after 200 views")
        },
        rules: [
            ClaimRule("every view that was closed is still there") { lab throws(LabMissing) in
                let run = try lab.program
                let kept = try run.number("heap after 200 views") - run.number("heap before")
                return Verdict(kept > 5_000_000, "\(LabWords.figure(kept, "bytes")) after 200 closed views")
            },
            ClaimRule("a listener for each of them is left") { lab throws(LabMissing) in
                let count = try lab.program.number("listeners")
                return Verdict(count == 200, "\(LabWords.number(count)) listeners")
            },
            ClaimRule("the path leads through the listeners") { lab throws(LabMissing) in
                let path = try lab.program.pathOfSuspect()
                return Verdict(path.contains("_events") || path.contains("bus"), path)
            },
            ClaimRule("with a signal that ends them no listener is left") { lab throws(LabMissing) in
                let count = try lab.mended.number("listeners")
                return Verdict(count == 0, "\(LabWords.number(count)) listeners")
            },
        ])
}
