// Which section goes into which column.
import Foundation
import HeapGraph

/// Makes a snapshot of sections, whose contents nobody vouches for.
struct SnapshotReader {
    let table: SectionTable

    /// - Throws: `HeapFileError` if a section is missing or its contents do not fit the others.
    func read() throws(HeapFileError) -> HeapSnapshot {
        do {
            let graph = try graph()
            let stacks = try stacks()
            try stacks.check(graph.nodes.stacks)
            return HeapSnapshot(
                facts: try facts(), graph: graph, stacks: stacks,
                contents: try sparse(.contentNodes, .contentValues, graph.nodeCount),
                capacities: try sparse(.capacityNodes, .capacityValues, graph.nodeCount),
                slotSavings: try sparse(.slotSavingNodes, .slotSavingValues, graph.nodeCount),
                places: try places(graph))
        } catch let error as HeapFileError {
            throw error
        } catch let error as HeapGraphError {
            throw HeapFileError("\(table.path) is no heap snapshot that makes sense: \(error)")
        } catch {
            throw HeapFileError("\(table.path) is no whole snapshot: its facts are not the JSON that they should be")
        }
    }

    private func places(_ graph: HeapGraph) throws -> SparseColumn<SourcePlace> {
        let places: SparseColumn<SourcePlace> = try sparse(.placeNodes, .placeValues, graph.nodeCount)
        for place in places.values where place.file >= graph.names.count {
            throw HeapGraphError("the file of a place is not in the table of names")
        }
        return places
    }

    private func facts() throws -> SnapshotFacts {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(SnapshotFacts.self, from: Data(table.column(.facts, of: UInt8.self).bytes))
    }

    private func graph() throws -> HeapGraph {
        let names = try NameTable(
            bytes: table.column(.nameBytes, of: UInt8.self), offsets: table.column(.nameOffsets, of: UInt32.self))
        let types = try TypeTable(
            names: table.column(.typeNames, of: NameIndex.self),
            categories: table.column(.typeCategories, of: UInt8.self), nameCount: names.count)
        return try HeapGraph(nodes: nodes(), edges: edges(), derived: derived(), types: types, names: names)
    }

    private func nodes() throws -> NodeColumns {
        NodeColumns(
            types: try table.column(.nodeTypes, of: TypeIndex.self),
            selfSizes: try table.column(.nodeSelfSizes, of: UInt64.self),
            names: try table.column(.nodeNames, of: NameIndex.self),
            identities: try table.column(.nodeIdentities, of: UInt64.self),
            stacks: try table.column(.nodeStacks, of: StackIndex.self),
            flags: try table.column(.nodeFlags, of: UInt8.self))
    }

    private func edges() throws -> EdgeColumns {
        EdgeColumns(
            first: try table.column(.edgeFirst, of: EdgeIndex.self),
            targets: try table.column(.edgeTargets, of: NodeIndex.self),
            labels: try table.column(.edgeLabels, of: UInt32.self))
    }

    private func derived() throws -> DerivedColumns {
        DerivedColumns(
            dominators: try table.column(.dominators, of: NodeIndex.self),
            extents: try table.column(.extents, of: UInt32.self),
            retainedSizes: try table.column(.retainedSizes, of: UInt64.self),
            parentEdges: try table.column(.parentEdges, of: EdgeIndex.self),
            depths: try table.column(.depths, of: UInt32.self))
    }

    private func stacks() throws -> AllocationStacks {
        guard table.has(.stackCallers) else { return .empty }
        return AllocationStacks(
            callers: try table.column(.stackCallers, of: StackIndex.self),
            functions: try table.column(.stackFunctions, of: NameIndex.self),
            files: try table.column(.stackFiles, of: NameIndex.self),
            lines: try table.column(.stackLines, of: UInt32.self),
            names: try NameTable(
                bytes: table.column(.stackNameBytes, of: UInt8.self),
                offsets: table.column(.stackNameOffsets, of: UInt32.self)))
    }

    private func sparse<Value>(
        _ nodes: SectionName, _ values: SectionName, _ nodeCount: Int
    ) throws -> SparseColumn<Value> {
        guard table.has(nodes) else { return try SparseColumn(nodes: Column([]), values: Column([]), nodeCount: 0) }
        return try SparseColumn(
            nodes: table.column(nodes, of: NodeIndex.self), values: table.column(values, of: Value.self),
            nodeCount: nodeCount)
    }
}
