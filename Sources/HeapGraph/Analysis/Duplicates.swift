/// Objects that are there several times with the same contents.
package struct Duplicates: Sendable {
    /// Objects of one type, size and content.
    package struct Group: Sendable {
        package let type: TypeIndex
        /// One of them.
        package let example: NodeIndex
        package var count: Int
        /// Bytes of one.
        package let size: UInt64
        /// Bytes that would be saved if there were one.
        package var wastedBytes: UInt64 { UInt64(count - 1) &* size }
    }

    /// The groups of two and more that waste most, most first.
    package let groups: [Group]
    /// Groups of two and more, and what all of them waste.
    package let groupCount: Int
    package let wastedBytes: UInt64

    /// - Parameter contents: hash of what is in an object, for the objects whose contents were looked at. Different
    ///   contents with one hash are taken for the same.
    /// - Complexity: O(contents).
    package init(_ graph: HeapGraph, contents: SparseColumn<UInt64>, limit: Int = 100) {
        var known = KeyTable()
        var groups: [Group] = []
        for index in 0..<contents.count {
            let node = contents.nodes[index]
            let (type, size) = (graph.nodes.types[node], graph.selfSize(of: node))
            let key = Hash.mix(Hash.mix(contents.values[index] ^ UInt64(type)) ^ size)
            let (number, isNew) = known.insert(key)
            if isNew { groups.append(Group(type: type, example: node, count: 0, size: size)) }
            groups[number].count += 1
        }
        let repeated = groups.filter { $0.count > 1 }
        var top = Ranking<Group>(limit: limit) { ($1.wastedBytes, $0.example) < ($0.wastedBytes, $1.example) }
        for group in repeated { top.insert(group) }
        self.groups = top.elements
        groupCount = repeated.count
        wastedBytes = repeated.reduce(0) { $0 &+ $1.wastedBytes }
    }
}
