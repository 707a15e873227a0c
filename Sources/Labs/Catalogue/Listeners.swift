// A listener that is never removed keeps its view.
import Reports

extension Lab {
    static let listeners = Lab(
        "listeners", language: .javascript,
        steps: [
            .programWithHeap, .mended,
            LabStep(name: "page", file: "page", visit: .acted(scenario: "views", rounds: 5)),
            LabStep(name: "mended page", file: "mended_page", visit: .acted(scenario: "views", rounds: 5)),
        ],
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
        ] + pageRules)

    private static let pageRules = [
        ClaimRule("in a page the elements of closed views are still in memory, in no document") {
            lab throws(LabMissing) in
            let page = try lab.run("page").visited
            let nodes = page.leaks.reduce(0) { $0 + $1.detachedNodes }
            let text = "\(LabWords.count(nodes, "node")) of \(LabWords.count(page.rounds, "closed view"))"
            return Verdict(nodes >= page.rounds * 100, text)
        },
        ClaimRule("in a page too a listener for each of them is left") { lab throws(LabMissing) in
            let page = try lab.run("page").visited
            let more = page.snapshots[2].moment.listeners - page.snapshots[0].moment.listeners
            return Verdict(
                more == page.rounds, "\(more) more after \(LabWords.count(page.rounds, "view")), as the browser counts")
        },
        ClaimRule("in a page the path leads through the listener") { lab throws(LabMissing) in
            let leak = try lab.run("page").visited.firstLeak
            return Verdict(leak.kind == "listener", leak.pathText)
        },
        ClaimRule("with a signal no element of a closed view is left in the page") { lab throws(LabMissing) in
            let page = try lab.run("mended page").visited
            let more = page.snapshots[2].detachedNodes - page.snapshots[0].detachedNodes
            let listeners = page.snapshots[2].moment.listeners - page.snapshots[0].moment.listeners
            let text =
                "\(LabWords.count(max(0, more), "node")) and \(LabWords.count(max(0, listeners), "listener")) more"
            return Verdict(page.leaks.isEmpty && more <= 0 && listeners <= 0, text)
        },
    ]
}
