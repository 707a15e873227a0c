// The summary as text.
import HeapFile

extension HeapSummaryView {
    /// Below this part of all bytes, a finding is not worth a line.
    private static let leastShare = 0.01

    package func text(_ style: TextStyle) -> String {
        var text = style.strong(verdict(width: style.width)) + "\n\n" + text(of: facts + findings, style)
        if !suspects.isEmpty { text += "\n" + suspectList(style) }
        if !types.isEmpty { text += "\n" + HistogramView.table(of: types, totalBytes).text(style, isCut: true) }
        return text + "\n" + next(style)
    }

    /// One sentence: how much, and what holds most of it.
    private func verdict(width: Int) -> String {
        let whole = "\(Bytes.text(totalBytes)) in \(HeapWords.count(objects, "object"))"
        guard let first = suspects.first else { return "\(whole); no suspect holds a tenth of it" }
        let share = Decimal.share(first.retainedBytes, of: totalBytes)
        if first.count > 1 { return "\(whole), \(share) of it in \(first.contents!.sentence)" }
        let text = "\(whole), \(share) of it held by "
        return text + first.pathText.cut(to: max(20, width - text.count))
    }

    private typealias Fact = (name: String, value: String)

    private func text(of facts: [Fact], _ style: TextStyle) -> String {
        facts.map { HeapWords.row($0.name, $0.value, width: style.width) }.joined()
    }

    private var facts: [Fact] {
        let between = "between objects of \(HeapWords.count(typeCount, "type"))"
        var facts = [
            ("program", programText), ("taken", takenText), ("references", "\(Decimal.grouped(edges)) \(between)"),
        ]
        if !momentText.isEmpty { facts.insert(("moment", momentText), at: 2) }
        if opaqueObjects > 0 {
            let objects = HeapWords.count(opaqueObjects, "object")
            facts.append(("not read", "some references of \(objects): what they hold may seem held by others"))
        }
        if let extraNativeBytes, extraNativeBytes > 0 {
            facts.append(("native", "\(Bytes.text(extraNativeBytes)) more that V8 counts and does not list"))
        }
        return facts
    }

    private var momentText: String {
        var facts = SnapshotFacts()
        (facts.moment, facts.heapBytes, facts.seconds) = (moment, heapBytes, seconds)
        (facts.peakBytes, facts.peakSeconds) = (peakBytes, peakSeconds)
        return facts.momentText
    }

    private var programText: String {
        let language = ["python": "Python", "javascript": "JavaScript"][program.language] ?? program.language.shown
        let runtime = [language, program.version.shown].filter { !$0.isEmpty }.joined(separator: " ")
        let command = program.command.map(\.shown).joined(separator: " ").cut(to: 70)
        let process = [runtime, program.pid > 0 ? "pid \(program.pid)" : ""].filter { !$0.isEmpty }
        let name = command.isEmpty ? "not known" : command
        return process.isEmpty ? name : "\(name) (\(process.joined(separator: ", ")))"
    }

    private var takenText: String {
        let pause = pauseSeconds.map { "program stood still for \(HeapWords.seconds($0))" } ?? "pause not measured"
        let walk = walkSeconds.map { "heap read in \(HeapWords.seconds($0))" }
        return [taken.isEmpty ? "at an unknown time" : taken.shown, pause, walk].compactMap { $0 }
            .joined(separator: ", ")
    }

    private var findings: [Fact] {
        var facts: [Fact] = []
        if garbage.bytes > 0 || garbage.count > 0 && program.language != "javascript" {
            let objects = HeapWords.count(garbage.count, "object")
            let holder = program.language == "javascript" ? "only weak references hold" : "only the collector can free"
            facts.append(("garbage", "\(amount(garbage)) in \(objects) that \(holder)"))
        }
        if uncollectable.count > 0 {
            let objects = HeapWords.count(uncollectable.count, "object")
            facts.append(("gc.garbage", "\(amount(uncollectable)) in \(objects) that the collector has given up"))
        }
        if let duplicates, duplicates.share >= Self.leastShare {
            let groups = HeapWords.count(duplicates.count, "group")
            facts.append(("duplicates", "\(amount(duplicates)) in \(groups) of objects that say the same"))
        }
        if let waste, waste.share >= Self.leastShare {
            let collections = HeapWords.count(waste.count, "collection")
            facts.append(("unused", "\(amount(waste)) of room in \(collections)"))
        }
        if let slots, slots.share >= Self.leastShare {
            let instances = HeapWords.count(slots.count, "instance")
            facts.append(("__slots__", "\(amount(slots)) less with them in \(instances)"))
        }
        return facts
    }

    private func amount(_ part: Part) -> String {
        "\(Bytes.text(part.bytes)) (\(Decimal.share(part.bytes, of: totalBytes)))"
    }

    private func suspectList(_ style: TextStyle) -> String {
        var table = TextTable(["retained", "share", suspectCount > 3 ? "suspects, 3 of \(suspectCount)" : "suspects"])
        for suspect in suspects {
            table.add([
                Bytes.text(suspect.retainedBytes), Decimal.share(suspect.retainedBytes, of: totalBytes),
                suspect.title(width: style.width - 22),
            ])
            if let site = suspect.allocatedAt.first { table.add(["", "", "  allocated \(site.sentence)"]) }
        }
        return table.text(style, isCut: true)
    }
}
