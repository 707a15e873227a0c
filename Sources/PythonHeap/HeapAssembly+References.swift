// Who refers to whom: addresses become nodes, and references are counted.
import CAgentABI
import HeapGraph

extension HeapAssembly {
    /// - Complexity: O(nodes + edges); what takes time are the jumps from an address to its node and to its tally.
    mutating func resolve() {
        let ranks = AddressRanks(records.addresses)
        let typeNodes = records.types.map { UInt32((ranks.position(of: $0.address) ?? -1) + 1) }
        let qualifiedName = records.names.intern("__qualname__")
        let modules = Set(
            records.synthetics.lazy.filter { $0.kind == HEAPTIDE_HEAP_SYNTHETIC_MODULES.rawValue }.map(\.node))
        var possible: [Int] = []
        var closures: [Int] = []
        let (resolved, tallies, labels) = (resolved.base, tallies.base, records.labels.base)
        let targets = records.targets.base
        for node in 0..<records.nodeCount {
            let isModules = records.sizes.base[node] == HeapRecords.syntheticSize && modules.contains(node)
            let isNamespace = isNamespace(node)
            for edge in edges(of: node) {
                guard let position = ranks.position(of: targets[edge]) else { continue }
                let word = labels[edge]
                let label = word >> HeapRecords.labelShift
                if label == HEAPTIDE_HEAP_EDGE_POSSIBLE.rawValue {
                    possible.append(edge)
                    resolved[edge] = UInt32(position + 1)
                    continue
                }
                resolved[edge] = UInt32(position + 1)
                if label & HEAPTIDE_HEAP_EDGE_WEAK.rawValue != 0 { continue }
                let kind = label & 15
                // The modules by name are no references of their own: sys.modules holds them.
                var tally = isModules ? tallies[position] | Tally.reached : Tally.added(tallies[position])
                if kind == HEAPTIDE_HEAP_EDGE_ATTRIBUTES.rawValue {
                    tally |= Tally.attributes | (isNamespace ? Tally.namespace : 0)
                }
                tallies[position] = tally
                if label == HEAPTIDE_HEAP_EDGE_PART.rawValue { closures.append(position) }
                if kind == HEAPTIDE_HEAP_EDGE_INTERNAL.rawValue, word & EdgeLabel.maximumValue == qualifiedName {
                    nodeNames.base[node] = records.nameNumbers.number(of: targets[edge])
                }
            }
        }
        records.targets = MutableColumn()
        nameCells(ranks, closures)
        countTypes(typeNodes)
        judge(possible)
        nameNodes(typeNodes)
    }

    /// Every instance of a heap type holds its type.
    private mutating func countTypes(_ typeNodes: [UInt32]) {
        for (index, type) in records.types.enumerated() where type.isHeapType {
            heldTypeNodes[index + 1] = typeNodes[index]
        }
        for node in 0..<records.nodeCount {
            guard let target = classNode(of: node) else { continue }
            tallies.base[target] = Tally.added(tallies.base[target])
        }
    }

    /// Words of stacks that may be references: they are, if their targets have one too many.
    private mutating func judge(_ possible: [Int]) {
        for edge in possible {
            let target = Int(resolved.base[edge]) - 1
            if isHeldNatively(target) {
                tallies.base[target] = Tally.added(tallies.base[target])
            } else {
                resolved.base[edge] = 0
            }
        }
    }

    private mutating func nameNodes(_ typeNodes: [UInt32]) {
        for index in records.types.indices where typeNodes[index] != 0 {
            nodeNames[Int(typeNodes[index]) - 1] = records.names.intern(records.types[index].name)
        }
        for synthetic in records.synthetics where synthetic.kind == HEAPTIDE_HEAP_SYNTHETIC_MODULES.rawValue {
            for edge in edges(of: synthetic.node).reversed() where resolved.base[edge] != 0 {
                nodeNames[Int(resolved.base[edge]) - 1] = records.labels.base[edge] & EdgeLabel.maximumValue
            }
        }
    }
}
