// A variable set to null, and the array that keeps the object.
import HeapGraph
import Reports

extension Lab {
    static let keptObject = Lab(
        "kept-object", language: .javascript,
        steps: [.programWithHeap, .mended],
        drawsObjects: true,
        improvement: Improvement(name: "heap after object = null") { run throws(LabMissing) in
            try run.number("heap after object = null")
        },
        rules: [
            ClaimRule("the object stays alive") { lab throws(LabMissing) in
                let alive = try lab.program.flag("the object is alive")
                return Verdict(alive, alive ? "a weak reference still finds it" : "it is gone")
            },
            ClaimRule("setting the variable to null frees nothing") { lab throws(LabMissing) in
                let run = try lab.program
                let made = try run.number("heap with the object") - run.number("heap before")
                let freed = try run.number("heap with the object") - run.number("heap after object = null")
                let text =
                    "\(LabWords.figure(max(0, freed), "bytes")) of \(LabWords.figure(made, "bytes")), after a collection"
                return Verdict(made > 5_000_000 && freed < made * 0.02, text)
            },
            ClaimRule("the path that keeps it is array[0]") { lab throws(LabMissing) in
                let path = try lab.program.pathOfSuspect()
                let isSame = try lab.program.flag("array[0] is the object")
                return Verdict(isSame && path.contains("array"), path)
            },
            ClaimRule("it goes when both references go") { lab throws(LabMissing) in
                let alive = try lab.mended.flag("the object is alive")
                return Verdict(!alive, alive ? "it is still alive" : "the weak reference finds nothing")
            },
        ])
}

extension LabRun {
    /// How the largest suspect of the heap snapshot is held.
    func pathOfSuspect() throws(LabMissing) -> String {
        guard let suspect = SuspectSearch().suspects(in: try heapSnapshot.graph).first else {
            throw LabMissing("nothing in the snapshot of \(step.name) is suspect")
        }
        return suspect.path.text
    }
}
