// `heaptide heap FILE waste`: room that is not used, and what `__slots__` would save.
import HeapFile
import HeapGraph

/// Room in collections that nothing uses, and dicts that instances could do without.
package struct WasteView: HeapView {
    struct TypeRow: Encodable, Sendable {
        let type: String
        let count: Int
        /// Items in these collections, and items that there is room for.
        let used: Int
        let capacity: Int
        let usedBytes: Int
        let capacityBytes: Int
        let wastedBytes: Int
    }

    struct EmptyRow: Encodable, Sendable {
        let type: String
        let count: Int
        let shallowBytes: Int
    }

    struct ObjectRow: Encodable, Sendable {
        let id: String
        let type: String
        let pathText: String
        let used: Int
        let capacity: Int
        let usedBytes: Int
        let capacityBytes: Int
        let wastedBytes: Int
    }

    struct SlotRow: Encodable, Sendable {
        let type: String
        let count: Int
        let savedBytes: Int
    }

    let totalBytes: Int
    /// How many collections' room was measured.
    let measured: Int
    let wastedBytes: Int
    let types: [TypeRow]
    let objects: [ObjectRow]
    /// Collections that have nothing in them, by type.
    let emptyCount: Int
    let emptyBytes: Int
    let empty: [EmptyRow]
    let slotSavedBytes: Int
    let slots: [SlotRow]

    /// - Parameter limit: how many rows each of the tables has.
    package init(_ heap: HeapReport, limit: Int = 100) {
        let waste = Waste(heap.graph, capacities: heap.snapshot.capacities, limit: limit)
        let savings = SlotSavings(heap.graph, savings: heap.snapshot.slotSavings).rows.filter { $0.savedBytes > 0 }
        totalBytes = heap.totalBytes
        measured = heap.snapshot.capacities.count
        wastedBytes = waste.wastedBytes.signed
        types = waste.rows.filter { $0.wastedBytes > 0 }.prefix(limit).map { row in
            TypeRow(
                type: heap.typeName(row.type), count: row.wastefulCount, used: row.used.signed,
                capacity: row.capacity.signed, usedBytes: (row.wastefulBytes &- row.wastedBytes).signed,
                capacityBytes: row.wastefulBytes.signed, wastedBytes: row.wastedBytes.signed)
        }
        objects = waste.objects.map { object in
            let bytes = heap.graph.selfSize(of: object.node)
            return ObjectRow(
                id: heap.identifier(of: object.node), type: heap.typeName(of: object.node),
                pathText: heap.pathText(to: object.node), used: object.capacity.used.signed,
                capacity: object.capacity.capacity.signed,
                usedBytes: (bytes &- min(bytes, object.capacity.wastedBytes)).signed, capacityBytes: bytes.signed,
                wastedBytes: object.capacity.wastedBytes.signed)
        }
        let empties = waste.rows.filter { $0.emptyCount > 0 }.sorted { $0.emptyBytes > $1.emptyBytes }
        emptyCount = empties.reduce(0) { $0 + $1.emptyCount }
        emptyBytes = empties.reduce(0) { $0 + $1.emptyBytes.signed }
        empty = empties.prefix(limit).map { row in
            EmptyRow(
                type: heap.typeName(row.type), count: row.emptyCount, shallowBytes: row.emptyBytes.signed)
        }
        slotSavedBytes = savings.reduce(0) { $0 + $1.savedBytes.signed }
        slots = savings.prefix(limit).map { row in
            SlotRow(type: heap.typeName(row.type), count: row.count, savedBytes: row.savedBytes.signed)
        }
    }
}
