// A service in which one dict grows: lines, growth, path.
import HeapGraph
import Recording
import Reports

extension Lab {
    static let findIt = Lab(
        "find-it",
        steps: [
            .programWithHeap, .mended,
            LabStep(name: "half as many", file: "program", arguments: ["10000"], takesSnapshot: true),
            LabStep(name: "tracemalloc", file: "program", arguments: ["20000", "--tracemalloc"]),
        ],
        improvement: .peak,
        rules: [
            ClaimRule("Heaptide and tracemalloc name the same line") { lab throws(LabMissing) in
                let ours = Int(try lab.program.topSite.location.line)
                let theirs = try lab.run("tracemalloc").number("tracemalloc's top line")
                return Verdict(Double(ours) == theirs, "line \(ours), and line \(LabWords.number(theirs))")
            },
            ClaimRule("it is the line that builds the answer, not the one that keeps it") { lab throws(LabMissing) in
                let location = try lab.program.topSite.location
                return Verdict(location.function.hasSuffix("render"), location.shortText)
            },
            ClaimRule("growth between two snapshots names the dict") { lab throws(LabMissing) in
                let graphs = [try lab.run("half as many").heapSnapshot.graph, try lab.program.heapSnapshot.graph]
                guard let place = Growth(graphs).places.first else { throw LabMissing("nothing grew") }
                let text = place.pathText
                return Verdict(text.contains("rendered"), "\(text) grew by \(LabWords.bytes(Int(place.addedBytes)))")
            },
            ClaimRule("the path says who keeps it") { lab throws(LabMissing) in
                let graph = try lab.program.heapSnapshot.graph
                guard let suspect = SuspectSearch().suspects(in: graph).first else { throw LabMissing("no suspect") }
                let text = suspect.path.text
                return Verdict(
                    text.contains("rendered"), "\(text) holds \(LabWords.percent(suspect.share)) of the heap")
            },
        ])
}
