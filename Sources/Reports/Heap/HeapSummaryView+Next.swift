// What to ask next.

extension HeapSummaryView {
    /// A few commands that show more of what the summary found.
    func next(_ style: TextStyle) -> String {
        let commands = commands
        let width = commands.map(\.command.count).max() ?? 0
        var text = style.dim(" next") + "\n"
        for (command, purpose) in commands {
            let padding = String(repeating: " ", count: width - command.count)
            text += "  \(command)\(padding)  \(style.dim(purpose))\n"
        }
        return text
    }

    private var commands: [(command: String, purpose: String)] {
        let heap = "heaptide heap \(Self.quoted(file))"
        var commands: [(String, String)] = []
        if !suspects.isEmpty { commands.append(("\(heap) suspects", "where it was allocated, what is below")) }
        if let type = suspects.compactMap(\.contents).first?.type {
            commands.append(("\(heap) path --type \(Self.quoted(type))", "how all of them are held"))
        }
        if suspects.isEmpty { commands.append(("\(heap) dominators", "what is freed with what")) }
        if garbage.count > 0, program.language != "javascript" {
            commands.append(("\(heap) cycles", "which reference to make weak"))
        }
        if let duplicates, duplicates.share >= 0.01 { commands.append(("\(heap) duplicates", "which texts")) }
        if [waste, slots].contains(where: { $0?.share ?? 0 >= 0.01 }) {
            commands.append(("\(heap) waste", "which collections and classes"))
        }
        commands.append(("heaptide diff \(Self.quoted(file)) LATER", "what grew since"))
        return commands
    }

    /// A word as a shell reads it.
    private static func quoted(_ text: String) -> String {
        let word = text.shown
        return word.wholeMatch(of: /[\p{L}\p{N}_.\/:@%+=,-]+/) != nil ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}
