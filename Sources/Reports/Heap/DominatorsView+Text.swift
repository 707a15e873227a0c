// The dominator tree as text.
import HeapGraph

extension DominatorsView {
    package func text(_ style: TextStyle) -> String {
        var table = TextTable(["retained", "share", "shallow", "objects", "freed with it"])
        TreeText.walk(Line.node(root), children: \.children) { line, branch in
            table.add(line.cells(branch, totalBytes))
        }
        return table.text(style, isCut: true)
    }

    /// A node, or what is not listed below one.
    private enum Line {
        case node(Node)
        case others(count: Int, bytes: Int)

        /// What a part of it holds, such as the dict of its attributes, is shown as the object's own.
        var children: [Line] {
            guard case .node(let node) = self, !node.children.isEmpty else { return [] }
            var (listed, count, bytes) = (node.children, node.otherCount, node.otherBytes)
            if listed.count == 1, listed[0].isPart {
                count += listed[0].otherCount
                bytes += listed[0].otherBytes
                listed = listed[0].children
            }
            if listed.isEmpty || count == 0 { return listed.map(Line.node) }
            return listed.map(Line.node) + [Line.others(count: count, bytes: bytes)]
        }

        func cells(_ branch: String, _ totalBytes: Int) -> [String] {
            switch self {
            case .node(let node):
                return [
                    Bytes.text(node.retainedBytes), Decimal.share(node.retainedBytes, of: totalBytes),
                    Bytes.text(node.shallowBytes), Decimal.grouped(node.dominated), branch + node.label,
                ]
            case .others(let count, let bytes):
                let share = Decimal.share(bytes, of: totalBytes)
                return [Bytes.text(bytes), share, "", "", "\(branch)… \(Decimal.grouped(count)) more"]
            }
        }
    }
}

extension DominatorsView.Node {
    /// `CACHE['users']  dict 0x7f10a4`, `module app`.
    fileprivate var label: String {
        if isRoot || isSynthetic && pathText == type { return type }
        return pathText.hasPrefix(type + " ") ? pathText : "\(pathText.cut(to: 48))  \(type.cut(to: 40)) \(id)"
    }
}
