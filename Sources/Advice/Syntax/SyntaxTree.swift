/// The syntax of one file as a flat table in preorder: a node's subtree is the range behind it.
///
/// - Invariant: a parent's number is smaller than its children's; node 0 is the file itself.
final class SyntaxTree: Sendable {
    typealias Node = Int

    let kinds: [SyntaxKind]
    let roles: [SyntaxRole]
    /// -1 for node 0.
    let parents: [Int32]
    /// One past the last node below.
    let ends: [Int32]
    /// From 1; 0 where the parser gives none.
    let lines: [Int32]
    let lastLines: [Int32]
    /// From 0, in UTF-8 bytes (Python) or UTF-16 units (JavaScript).
    let columns: [Int32]
    private let textNumbers: [Int32]
    private let texts: [String]
    private let byKind: [[Node]]
    private static let slots = Dictionary(uniqueKeysWithValues: zip(SyntaxKind.allCases, 0...))

    /// nil if the columns are no tree in preorder.
    init?(
        kinds: [SyntaxKind], roles: [SyntaxRole], parents: [Int32], lines: [Int32], columns: [Int32],
        lastLines: [Int32], textNumbers: [Int32], texts: [String]
    ) {
        guard let ends = Self.ends(parents) else { return nil }
        guard textNumbers.allSatisfy({ texts.indices.contains(Int($0)) }) else { return nil }
        self.kinds = kinds
        self.roles = roles
        self.parents = parents
        self.ends = ends
        self.lines = lines
        self.columns = columns
        self.lastLines = lastLines
        self.textNumbers = textNumbers
        self.texts = texts
        var byKind = [[Node]](repeating: [], count: Self.slots.count)
        for node in kinds.indices where kinds[node] != .other { byKind[Self.slots[kinds[node]]!].append(node) }
        self.byKind = byKind
    }

    private static func ends(_ parents: [Int32]) -> [Int32]? {
        guard parents.first == -1 else { return nil }
        var ends = [Int32](repeating: 0, count: parents.count)
        var open = 0
        for node in 1..<max(1, parents.count) {
            let parent = Int(parents[node])
            while open != parent {
                guard open > 0 else { return nil }
                ends[open] = Int32(node)
                open = Int(parents[open])
            }
            open = node
        }
        while open >= 0 {
            ends[open] = Int32(parents.count)
            open = Int(parents[open])
        }
        return ends
    }

    var count: Int { kinds.count }

    /// A name, an operator, a constant: what the scripts say of this kind. Empty if nothing.
    func text(_ node: Node) -> String { texts[Int(textNumbers[node])] }

    func line(_ node: Node) -> Int { Int(lines[node]) }

    /// The lines that a node stands on.
    func extent(_ node: Node) -> ClosedRange<Int> {
        let first = Int(lines[node])
        return first...max(first, Int(lastLines[node]))
    }

    func parent(_ node: Node) -> Node? { node == 0 ? nil : Int(parents[node]) }

    /// The node and everything below it.
    func subtree(_ node: Node) -> Range<Node> { node..<Int(ends[node]) }

    func contains(_ ancestor: Node, _ node: Node) -> Bool { subtree(ancestor).contains(node) }

    func children(_ node: Node) -> [Node] {
        var children: [Node] = []
        var child = node + 1
        while child < ends[node] {
            children.append(child)
            child = Int(ends[child])
        }
        return children
    }

    func children(_ node: Node, _ role: SyntaxRole) -> [Node] { children(node).filter { roles[$0] == role } }

    func child(_ node: Node, _ role: SyntaxRole) -> Node? {
        var child = node + 1
        while child < ends[node] {
            if roles[child] == role { return child }
            child = Int(ends[child])
        }
        return nil
    }

    /// All nodes of a kind, in source order.
    func nodes(_ kind: SyntaxKind) -> [Node] { byKind[Self.slots[kind]!] }

    /// All nodes of some kinds, by kind.
    func nodes(_ kinds: [SyntaxKind]) -> [Node] { kinds.flatMap(nodes) }

    /// The nodes of a kind below `node`, itself included.
    func nodes(_ kind: SyntaxKind, in node: Node) -> [Node] { subtree(node).filter { kinds[$0] == kind } }

    /// The parents of a node, innermost first.
    func ancestors(_ node: Node) -> some Sequence<Node> {
        sequence(first: node) { self.parent($0) }.dropFirst()
    }

    /// The statement that a node is part of, and its place: the innermost ancestor (or itself) in a body.
    func statement(_ node: Node) -> Node {
        var current = node
        while let parent = parent(current) {
            switch roles[current] {
            case .body, .orelse, .finalbody, .handlers:
                if ![.lambda, .ifExp].contains(kinds[parent]) { return current }
            default: break
            }
            current = parent
        }
        return current
    }

    /// Whether two subtrees say the same: kinds, roles and texts, wherever they stand.
    func isSame(_ left: Node, _ right: Node) -> Bool {
        let (a, b) = (subtree(left), subtree(right))
        guard a.count == b.count else { return false }
        return zip(a, b).allSatisfy { x, y in
            kinds[x] == kinds[y] && text(x) == text(y) && (x == left || roles[x] == roles[y])
        }
    }
}
