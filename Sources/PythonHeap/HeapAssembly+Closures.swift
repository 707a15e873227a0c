// Variables in cells: `handler local rows` instead of `handler.__closure__[0].cell_contents`.
import CAgentABI
import HeapGraph

extension HeapAssembly {
    /// Calls what a cell holds by its variable, and cells a part of the closures that have them.
    ///
    /// - Parameter parts: nodes that are a part of their owner, closures among them.
    /// - Complexity: O(cells + items of the closures).
    func nameCells(_ ranks: borrowing AddressRanks, _ parts: [Int]) {
        if records.cellNames.isEmpty { return }
        for (address, name) in records.cellNames where name != 0 {
            guard let cell = ranks.position(of: address) else { continue }
            relabel(cell, HEAPTIDE_HEAP_EDGE_INTERNAL, as: HEAPTIDE_HEAP_EDGE_VARIABLE) { _ in name }
        }
        for part in parts {
            relabel(part, HEAPTIDE_HEAP_EDGE_ELEMENT, as: HEAPTIDE_HEAP_EDGE_PART) { target in
                records.cellNames[records.addresses.base[target]] ?? 0
            }
        }
    }

    /// Gives a node's edges of a kind another kind and a name, where there is one.
    private func relabel(
        _ node: Int, _ kind: heaptide_heap_edge, as new: heaptide_heap_edge, _ name: (Int) -> NameIndex
    ) {
        let labels = records.labels.base
        for edge in edges(of: node)
        where labels[edge] >> HeapRecords.labelShift == kind.rawValue && resolved.base[edge] != 0 {
            let found = name(Int(resolved.base[edge]) - 1) & EdgeLabel.maximumValue
            if found != 0 { labels[edge] = new.rawValue << HeapRecords.labelShift | found }
        }
    }
}
