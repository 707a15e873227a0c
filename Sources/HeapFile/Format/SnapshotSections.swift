// Which column goes into which section.
import Foundation
import HeapGraph

/// The bytes of a section, which somebody else owns.
struct Section {
    let name: SectionName
    let elementSize: Int
    let bytes: UnsafeRawBufferPointer

    init<Element>(_ name: SectionName, _ column: Column<Element>) {
        self.name = name
        elementSize = MemoryLayout<Element>.stride
        bytes = column.bytes
    }
}

/// All that a file holds of a snapshot; owns the facts' JSON, the snapshot owns the rest.
struct SnapshotSections {
    let sections: [Section]
    private let snapshot: HeapSnapshot
    private let facts: Column<UInt8>

    init(_ snapshot: HeapSnapshot) throws {
        self.snapshot = snapshot
        facts = Column(try Self.json(snapshot.facts))
        let (graph, stacks) = (snapshot.graph, snapshot.stacks)
        sections =
            [Section(.facts, facts)] + Self.tables(graph) + Self.nodes(graph.nodes) + Self.edges(graph.edges)
            + Self.derived(graph.derived) + Self.stacks(stacks)
            + Self.sparse(.contentNodes, .contentValues, snapshot.contents)
            + Self.sparse(.capacityNodes, .capacityValues, snapshot.capacities)
            + Self.sparse(.slotSavingNodes, .slotSavingValues, snapshot.slotSavings)
            + Self.sparse(.placeNodes, .placeValues, snapshot.places)
    }

    private static func json(_ facts: SnapshotFacts) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(facts)
    }

    private static func tables(_ graph: HeapGraph) -> [Section] {
        [
            Section(.nameBytes, graph.names.bytes), Section(.nameOffsets, graph.names.offsets),
            Section(.typeNames, graph.types.names), Section(.typeCategories, graph.types.categories),
        ]
    }

    private static func nodes(_ nodes: NodeColumns) -> [Section] {
        [
            Section(.nodeTypes, nodes.types), Section(.nodeSelfSizes, nodes.selfSizes),
            Section(.nodeNames, nodes.names),
            Section(.nodeIdentities, nodes.identities), Section(.nodeStacks, nodes.stacks),
            Section(.nodeFlags, nodes.flags),
        ]
    }

    private static func edges(_ edges: EdgeColumns) -> [Section] {
        [
            Section(.edgeFirst, edges.first), Section(.edgeTargets, edges.targets),
            Section(.edgeLabels, edges.labels),
        ]
    }

    private static func derived(_ derived: DerivedColumns) -> [Section] {
        [
            Section(.dominators, derived.dominators), Section(.extents, derived.extents),
            Section(.retainedSizes, derived.retainedSizes), Section(.parentEdges, derived.parentEdges),
            Section(.depths, derived.depths),
        ]
    }

    private static func stacks(_ stacks: AllocationStacks) -> [Section] {
        [
            Section(.stackCallers, stacks.callers), Section(.stackFunctions, stacks.functions),
            Section(.stackFiles, stacks.files), Section(.stackLines, stacks.lines),
            Section(.stackNameBytes, stacks.names.bytes), Section(.stackNameOffsets, stacks.names.offsets),
        ]
    }

    private static func sparse<Value>(
        _ nodes: SectionName, _ values: SectionName, _ column: SparseColumn<Value>
    ) -> [Section] {
        [Section(nodes, column.nodes), Section(values, column.values)]
    }
}
