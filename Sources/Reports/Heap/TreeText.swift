// Trees beside columns of figures.

/// The lines of a tree: `├─`, `└─`.
enum TreeText {
    /// Calls `line` for each node, parents first, with what stands before its name.
    static func walk<Node>(
        _ root: Node, children: (Node) -> [Node], line: (_ node: Node, _ branch: String) -> Void
    ) {
        func visit(_ node: Node, _ branch: String, _ indent: String) {
            line(node, branch)
            let below = children(node)
            for (index, child) in below.enumerated() {
                let isLast = index == below.count - 1
                visit(child, indent + (isLast ? "└─ " : "├─ "), indent + (isLast ? "   " : "│  "))
            }
        }
        visit(root, "", "")
    }
}
