// A small heap drawn at random: all types, kinds and strengths, unreached parts, names that are not ASCII.
package import HeapGraph

extension RawHeap {
    package static let randomNames = ["", "größe", "x", "a \"b\"", "日本 \u{1F40D}", "\u{1}\\"]

    /// - Parameter stacks: below which the numbers of stacks are.
    package static func random(_ random: inout SplitMix, count: Int, stacks: Int = 1) -> RawHeap {
        var heap = RawHeap()
        let names = randomNames.map { heap.nameTable.intern($0) }
        let types = TypeCategory.allCases.map { heap.type(named: "T\($0)", $0) }
        for node in 0..<count {
            let flags = NodeFlags(rawValue: UInt8(random.draw(128))).subtracting([.garbage, .synthetic])
            heap.addNode(
                type: types[node == 0 ? types.count - 1 : random.draw(types.count)], selfSize: random.next() >> 38,
                name: names[random.draw(names.count)], identity: UInt64(node) * 16 + 7,
                stack: StackIndex(random.draw(stacks)), flags: flags)
            for _ in 0..<random.draw(4) {
                let kind = EdgeKind.allCases[random.draw(EdgeKind.allCases.count)]
                let strength: EdgeStrength = [.strong, .strong, .strong, .weak, .shortcut][random.draw(5)]
                let label = EdgeLabel(kind, names[random.draw(names.count)], strength: strength)
                heap.addEdge(label, to: UInt32(random.draw(count)))
            }
        }
        return heap
    }
}
