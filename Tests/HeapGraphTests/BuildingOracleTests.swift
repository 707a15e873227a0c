// Thousands of small heaps, each computed in two ways.
import HeapGraph
import SyntheticHeap
import Testing

@Suite struct BuildingOracleTests {
    @Test(arguments: 0..<8) func smallHeaps(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<500 {
            let plain = PlainHeap(random: &random)
            try Comparison(plain).run()
        }
    }

    @Test(arguments: 0..<4) func someLargerHeaps(seed: UInt64) throws {
        var random = SplitMix(seed: 50 + seed)
        for _ in 0..<25 {
            let plain = PlainHeap(random: &random, mostNodes: 60)
            try Comparison(plain).run()
        }
    }

    /// The draw has to reach every case that the comparison is about.
    @Test func theDrawReachesAllCases() {
        var random = SplitMix(seed: 0)
        let heaps = (0..<500).map { _ in PlainHeap(random: &random) }
        #expect(heaps.contains { $0.orphans.count > 3 })
        #expect(heaps.contains { $0.headGroups.count > 1 && $0.headGroups.contains { $0.count > 1 } })
        #expect(heaps.contains { heap in heap.edges.contains { $0.source == $0.target } })
        #expect(heaps.contains { $0.counted(heads: []).contains { $0.label.strength == .promoted } })
        #expect(heaps.contains { $0.orphans.isEmpty && $0.count > 6 })
    }
}

/// The engine's answer beside the oracle's, in source numbers; the node added for orphans has the number behind.
private struct Comparison {
    let plain: PlainHeap
    let graph: HeapGraph
    /// Source number by node, and the other way round.
    let sources: [Int]
    let numbers: [NodeIndex]
    let counted: [PlainHeap.Edge]

    init(_ plain: PlainHeap) throws {
        self.plain = plain
        let (graph, numbering) = try HeapGraph.build(plain.raw())
        self.graph = graph
        numbers = Array(numbering)
        var sources = [Int](repeating: -1, count: graph.nodeCount)
        for (source, node) in numbers.enumerated() { sources[Int(node)] = source }
        self.sources = sources
        let orphans = plain.orphans
        let heads = orphans.isEmpty ? [] : graph.edges(of: numbers[plain.count]).map { sources[Int($0.target)] }
        counted = plain.counted(heads: heads)
        #expect(heads.count == plain.headGroups.count && Set(heads).count == heads.count)
        #expect(plain.headGroups.allSatisfy { group in heads.contains { group.contains($0) } })
    }

    func run() throws {
        checkNumbering()
        checkDominators()
        checkPaths()
        checkHistogram()
        _ = try HeapGraph(
            nodes: graph.nodes, edges: graph.edges, derived: graph.derived, types: graph.types, names: graph.names)
    }

    private func checkNumbering() {
        #expect(Set(sources) == Set(0..<graph.nodeCount))
        #expect(graph.nodeCount == plain.count + (plain.orphans.isEmpty ? 0 : 1))
        #expect(numbers[0] == 0)
        for source in 0..<plain.count {
            let node = numbers[source]
            #expect(graph.selfSize(of: node) == plain.sizes[source])
            #expect(graph.nodes.types[node] == plain.types[source])
            #expect(graph.identity(of: node) == UInt64(source))
            #expect(graph.flags(of: node).contains(.garbage) == plain.orphans.contains(source))
        }
        let kept = (0..<graph.edgeCount).map { graph.edge(EdgeIndex($0)) }.filter { $0.label.isEssentialByStrength }
        #expect(kept.count == counted.count)
    }

    private func checkDominators() {
        let all = PlainHeap.reached(from: [0], counted)
        #expect(all == Set(0..<graph.nodeCount))
        for source in 0..<graph.nodeCount {
            let left = PlainHeap.reached(from: [0], counted, without: source)
            let dominated = all.subtracting(left).union([source])
            let node = numbers[source]
            #expect(Set(graph.dominated(by: node).map { sources[Int($0)] }) == dominated)
            let bytes = dominated.reduce(0) { $0 + ($1 < plain.count ? plain.sizes[$1] : 0) }
            #expect(graph.retainedSize(of: node) == bytes)
            for other in dominated where other != source {
                #expect(graph.dominates(node, numbers[other]))
                #expect(graph.dominates(node, graph.dominator(of: numbers[other])))
            }
            let children = Array(graph.dominatorChildren(of: node))
            #expect(children == (0..<UInt32(graph.nodeCount)).filter { $0 > 0 && graph.dominator(of: $0) == node })
        }
    }

    private func checkPaths() {
        let oracle = PathOracle(counted, flags: plain.flags)
        for node in 1..<NodeIndex(max(1, graph.nodeCount)) {
            let (source, edge) = (sources[Int(node)], graph.edge(graph.derived.parentEdges[node]))
            let parent = graph.source(of: edge.index)
            let taken = PlainHeap.Edge(source: sources[Int(parent)], target: source, label: edge.label)
            #expect(edge.target == node)
            #expect(graph.derived.depths[node] == graph.derived.depths[parent] + 1)
            let (isBest, couldTell) = (oracle.isBest(taken), oracle.canTell(source))
            #expect(isBest, "\(taken) of \(plain)")
            #expect(PathOracle.tells(edge.label) || !couldTell, "\(taken) of \(plain)")
            #expect(graph.parent(of: node) == parent && graph.parents()[node] == parent)
        }
    }

    private func checkHistogram() {
        for row in Histogram(graph).rows where row.type < PlainHeap.typeCount {
            let nodes = (0..<plain.count).filter { plain.types[$0] == row.type }
            let dominated = nodes.filter { source in
                nodes.contains { $0 != source && graph.dominates(numbers[$0], numbers[source]) }
            }
            #expect(row.count == nodes.count)
            #expect(row.shallowBytes == nodes.reduce(0) { $0 + plain.sizes[$1] })
            let top = Set(nodes).subtracting(dominated)
            #expect(row.retainedBytes == top.reduce(0) { $0 + graph.retainedSize(of: numbers[$1]) })
        }
    }
}

extension EdgeLabel {
    fileprivate var isEssentialByStrength: Bool { strength == .strong || strength == .promoted }
}
