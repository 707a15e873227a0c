// What grew from graph to graph, by merged best paths (after LeakCanary's ObjectGrowthDetector and BLeak): needs no
// identities, so the graphs may come from different runs of a program.

/// What grew in every step of a series of graphs.
package struct Growth: Sendable {
    /// A place whose number of objects directly below it, but for the runtime's own, grew in every step.
    package struct Place: Sendable {
        package let path: [GeneralStep]
        /// Objects directly below the place, by graph.
        package let counts: [Int]
        /// Bytes of all objects whose best path leads through the place, its own objects' too, but not through another
        /// place that is listed and lies below it; by graph.
        package let bytes: [UInt64]

        package var addedCount: Int { counts.last! - counts.first! }
        package var addedBytes: Int64 { Int64(bitPattern: bytes.last! &- bytes.first!) }
        package var pathText: String { path.text }
        package var fingerprint: String { Fingerprint.of(path) }
    }

    /// The topmost places that grew: what is below one that is listed is listed only if it grew by itself, and not
    /// because there are more objects that have it. Most added bytes first.
    package let places: [Place]
    /// Bytes of all objects, by graph.
    package let totalBytes: [UInt64]

    /// Part of all added bytes that was added below a place, if any were added.
    package func share(of place: Place) -> Double? {
        let added = Int64(bitPattern: totalBytes.last! &- totalBytes.first!)
        return added > 0 ? Double(place.addedBytes) / Double(added) : nil
    }

    /// - Parameters:
    ///   - graphs: two or more, oldest first.
    ///   - leastCount: how many objects a place has to gain in every step.
    /// - Complexity: O(nodes + edges) of all graphs.
    package init(_ graphs: [HeapGraph], leastCount: Int = 1) {
        precondition(graphs.count > 1, "growth is between graphs")
        var trie = PathTrie()
        let sums = graphs.map { PathSums($0, into: &trie) }
        totalBytes = graphs.map(\.totalBytes)
        let grown = Self.topmost(trie, sums, leastCount)
        var bytes = grown.map { node in sums.map { $0.bytes(node) } }
        Self.leaveOutWhatIsListedBelow(&bytes, grown, trie)
        places = zip(grown, bytes).map { node, bytes in
            Place(path: trie.path(to: node), counts: sums.map { $0.below(node) }, bytes: bytes)
        }.sorted { ($1.addedBytes, $0.fingerprint) < ($0.addedBytes, $1.fingerprint) }
    }

    /// Namespaces may grow beside what is below them: they do not hide it.
    private static func topmost(_ trie: borrowing PathTrie, _ sums: [PathSums], _ leastCount: Int) -> [Int] {
        var isHidden = [Bool](repeating: false, count: trie.count)
        var found: [Int] = []
        for node in 0..<trie.count {
            if node > 0 && isHidden[trie.parent(of: node)] {
                isHidden[node] = true
                // More objects that have it explain that there is more of it.
                if sums.last!.at(node) != sums.first!.at(node) { continue }
            }
            let counts = sums.map { $0.below(node) }
            guard zip(counts, counts.dropFirst()).allSatisfy({ $1 - $0 >= leastCount }) else { continue }
            found.append(node)
            isHidden[node] = isHidden[node] || node > 0 && trie.step(to: node).holder.isEmpty
        }
        return found
    }

    /// Takes the bytes of each place from those of the nearest listed one above it.
    private static func leaveOutWhatIsListedBelow(
        _ bytes: inout [[UInt64]], _ grown: [Int], _ trie: borrowing PathTrie
    ) {
        let whole = bytes
        let positions = Dictionary(uniqueKeysWithValues: grown.enumerated().map { ($1, $0) })
        for (position, node) in grown.enumerated() where node > 0 {
            var above = trie.parent(of: node)
            while above > 0 && positions[above] == nil { above = trie.parent(of: above) }
            guard let owner = positions[above] else { continue }
            for graph in bytes[owner].indices { bytes[owner][graph] &-= whole[position][graph] }
        }
    }
}

/// What a graph has at each place of a trie. A place that was made later has nothing.
private struct PathSums {
    private var counts: [Int] = []
    private var owners: [Int] = []
    private var totals: [UInt64] = []

    init(_ graph: HeapGraph, into trie: inout PathTrie) {
        let merged = PathMerging(graph, endingAt: nil, into: &trie)
        counts = [Int](repeating: 0, count: trie.count)
        owners = counts
        totals = [UInt64](repeating: 0, count: trie.count)
        // Namespaces come and go with what is loaded, and the runtime's own with what was run.
        let leftOut = NodeFlags.holder.union(.runtime).rawValue
        for node in 1..<max(1, graph.nodeCount) {
            owners[Int(merged.places.base[node])] += 1
            totals[Int(merged.places.base[node])] &+= graph.nodes.selfSizes.base[node]
            let label = EdgeLabel(rawValue: graph.edges.labels.base[Int(graph.derived.parentEdges.base[node])])
            if label.isAttributes || graph.nodes.flags.base[node] & leftOut != 0 { continue }
            counts[Int(merged.places.base[Int(merged.union.parents.base[node])])] += 1
        }
        for place in stride(from: trie.count - 1, to: 0, by: -1) { totals[trie.parent(of: place)] &+= totals[place] }
    }

    func below(_ place: Int) -> Int { place < counts.count ? counts[place] : 0 }
    func at(_ place: Int) -> Int { place < owners.count ? owners[place] : 0 }
    func bytes(_ place: Int) -> UInt64 { place < totals.count ? totals[place] : 0 }
}
