// Merged paths as text.

extension GroupPathsView {
    package func text(_ style: TextStyle) -> String {
        let share = Decimal.share(retainedBytes, of: totalBytes)
        let name = types.count == 1 ? types[0].cut(to: 40) : HeapWords.count(types.count, "type")
        let title = "\(Decimal.grouped(count)) × \(name), \(Bytes.text(retainedBytes)) retained (\(share))"
        var table = TextTable(["objects", "retained", "held by"])
        for path in paths {
            TreeText.walk(Line.node(path), children: \.children) { line, branch in table.add(line.cells(branch)) }
        }
        if otherCount > 0 { table.add(Line.others(count: otherCount, bytes: otherBytes).cells("")) }
        return style.strong(title) + "\n\n" + table.text(style, isCut: true)
    }

    private enum Line {
        case node(Node)
        case others(count: Int, bytes: Int)

        var children: [Line] {
            guard case .node(let node) = self else { return [] }
            let others = node.otherCount > 0 ? [Line.others(count: node.otherCount, bytes: node.otherBytes)] : []
            return node.children.map(Line.node) + others
        }

        func cells(_ branch: String) -> [String] {
            switch self {
            case .node(let node):
                [Decimal.grouped(node.count), bytes(node.retainedBytes), "\(branch)\(node.edge)  \(node.type)"]
            case .others(let count, let bytes):
                [Decimal.grouped(count), self.bytes(bytes), branch + "… other ways"]
            }
        }

        /// Nothing where all that the objects retain was counted further up.
        private func bytes(_ bytes: Int) -> String { bytes > 0 ? Bytes.text(bytes) : "" }
    }
}
