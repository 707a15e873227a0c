// A heap graph as a .heapsnapshot, the JSON that V8 writes and that Chrome DevTools, VS Code and memlab open.
package import HeapGraph

/// Writes a graph so that DevTools computes the dominators and retained sizes that the graph has.
///
/// What makes that true, of DevTools' rules (front_end/entrypoints/heap_snapshot_worker/HeapSnapshot.ts):
/// - weak edges and shortcuts do not retain, so edges that count are of no such type, and all others are;
/// - a shortcut from the root would divide the heap into a page's objects and others, so there are none;
/// - arrays and hidden nodes would give their bytes to their owner, so there are none;
/// - children of the root that are not synthetic are where distances begin, once for each edge to them: with two edges
///   to one child, DevTools may find more nodes than there are and give up, so there is one.
///
/// The file is streamed; beside the graph it takes some bytes for each type that objects with names have.
package struct HeapSnapshotWriter {
    private let graph: HeapGraph
    private let names: NodeNames
    /// The root's edges that are written.
    private let rootEdges: [EdgeIndex]

    package init(_ graph: HeapGraph) {
        self.graph = graph
        names = NodeNames(graph)
        rootEdges = Self.rootEdges(of: graph)
    }

    /// Those that count, one a child.
    private static func rootEdges(of graph: HeapGraph) -> [EdgeIndex] {
        var known: Set<NodeIndex> = [0]
        return graph.edges(of: 0).filter {
            [.strong, .promoted].contains($0.label.strength) && known.insert($0.target).inserted
        }.map(\.index)
    }

    /// Writes all of it to `sink`, in pieces of about a megabyte.
    ///
    /// - Parameter onProgress: is told now and then which part of the work is done, up to 1.
    /// - Throws: what `sink` throws.
    /// - Complexity: O(nodes + edges), about 70 bytes a node with its edges.
    package func write<Failure: Error>(
        onProgress: (Double) -> Void = { _ in }, to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let output = TextBuffer()
        let edgeCount = graph.edgeCount - graph.edgeRange(of: 0).count + rootEdges.count
        output.append(SnapshotMeta.opening(nodeCount: graph.nodeCount, edgeCount: edgeCount))
        try writeNodes(output, onProgress, sink)
        output.append("],\n\"edges\":[")
        try writeEdges(output, onProgress, sink)
        output.append("],\n\"trace_function_infos\":[],\n\"trace_tree\":[],\n\"samples\":[],\n\"locations\":[],\n")
        output.append("\"strings\":[")
        try writeStrings(output, onProgress, sink)
        output.append("]}\n")
        try output.flush(to: sink)
        onProgress(1)
    }

    private func writeNodes<Failure: Error>(
        _ output: TextBuffer, _ onProgress: (Double) -> Void, _ sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let types = NodeTypes(graph)
        var identifiers = NodeIdentifiers(graph.nodes.identities)
        for node in 0..<NodeIndex(graph.nodeCount) {
            if node > 0 { output.append(byte: comma) }
            output.append(number: types.type(of: node).rawValue)
            output.append(byte: comma)
            output.append(number: names.string(of: node))
            output.append(byte: comma)
            output.append(number: identifiers.next())
            output.append(byte: comma)
            output.append(number: graph.nodes.selfSizes[node])
            output.append(byte: comma)
            output.append(number: UInt32(node == 0 ? rootEdges.count : graph.edgeRange(of: node).count))
            output.append(",0\n")
            if try output.flushIfFull(to: sink) { onProgress(0.35 * Double(node) / Double(graph.nodeCount)) }
        }
    }

    private func writeEdges<Failure: Error>(
        _ output: TextBuffer, _ onProgress: (Double) -> Void, _ sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let translation = EdgeTranslation(graph, names)
        for (place, edge) in rootEdges.enumerated() {
            if place > 0 { output.append(byte: comma) }
            write(edge, at: place, translation, output)
        }
        var needsComma = !rootEdges.isEmpty
        for node in 1..<max(1, NodeIndex(graph.nodeCount)) {
            let range = graph.edgeRange(of: node)
            for edge in range {
                if needsComma { output.append(byte: comma) }
                needsComma = true
                write(edge, at: Int(edge - range.lowerBound), translation, output)
            }
            if try output.flushIfFull(to: sink) { onProgress(0.35 + 0.6 * Double(node) / Double(graph.nodeCount)) }
        }
    }

    @inline(__always)
    private func write(_ edge: EdgeIndex, at place: Int, _ translation: EdgeTranslation, _ output: TextBuffer) {
        let (type, name) = translation.typeAndName(EdgeLabel(rawValue: graph.edges.labels[edge]), at: place)
        output.append(number: type.rawValue)
        output.append(byte: comma)
        output.append(number: name)
        output.append(byte: comma)
        output.append(number: UInt64(graph.edges.targets[edge]) * UInt64(SnapshotMeta.nodeFields.count))
        output.append(byte: newline)
    }

    private func writeStrings<Failure: Error>(
        _ output: TextBuffer, _ onProgress: (Double) -> Void, _ sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        for index in 0..<names.count {
            if index > 0 { output.append(byte: comma) }
            names.withBytes(index) { output.append(quoted: $0) }
            output.append(byte: newline)
            if try output.flushIfFull(to: sink) { onProgress(0.95 + 0.05 * Double(index) / Double(names.count)) }
        }
    }

    private var comma: UInt8 { 0x2C }
    private var newline: UInt8 { 0x0A }
}
