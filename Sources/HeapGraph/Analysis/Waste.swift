/// How many items a collection has room for, and how many it has.
package struct Capacity: Sendable, Hashable, BitwiseCopyable {
    package let used: UInt64
    package let capacity: UInt64
    /// Bytes of the room that is not used.
    package let wastedBytes: UInt64

    package init(used: UInt64, capacity: UInt64, wastedBytes: UInt64) {
        self.used = used
        self.capacity = capacity
        self.wastedBytes = wastedBytes
    }
}

/// Room that collections have and do not use.
package struct Waste: Sendable {
    package struct Row: Sendable, Equatable {
        package let type: TypeIndex
        package var count = 0
        /// Collections that have nothing in them, and their bytes.
        package var emptyCount = 0
        package var emptyBytes: UInt64 = 0
        /// Collections with unused room, and the bytes of these.
        package var wastefulCount = 0
        package var wastefulBytes: UInt64 = 0
        package var used: UInt64 = 0
        package var capacity: UInt64 = 0
        package var wastedBytes: UInt64 = 0
    }

    /// One collection.
    package struct Object: Sendable {
        package let node: NodeIndex
        package let capacity: Capacity
    }

    /// By type, and the collections that waste most; most wasted bytes first.
    package let rows: [Row]
    package let objects: [Object]
    package var wastedBytes: UInt64 { rows.reduce(0) { $0 &+ $1.wastedBytes } }

    /// - Complexity: O(capacities).
    package init(_ graph: HeapGraph, capacities: SparseColumn<Capacity>, limit: Int = 100) {
        var rows: [TypeIndex: Row] = [:]
        var top = Ranking<Object>(limit: limit) {
            ($1.capacity.wastedBytes, $0.node) < ($0.capacity.wastedBytes, $1.node)
        }
        for index in 0..<capacities.count {
            let (node, capacity) = (capacities.nodes[index], capacities.values[index])
            let type = graph.nodes.types[node]
            rows[type, default: Row(type: type)].add(capacity, graph.selfSize(of: node))
            if capacity.wastedBytes > 0 { top.insert(Object(node: node, capacity: capacity)) }
        }
        self.rows = rows.values.sorted { ($1.wastedBytes, $0.type) < ($0.wastedBytes, $1.type) }
        objects = top.elements
    }
}

extension Waste.Row {
    fileprivate mutating func add(_ capacity: Capacity, _ bytes: UInt64) {
        count += 1
        if capacity.used == 0 {
            emptyCount += 1
            emptyBytes &+= bytes
        }
        if capacity.wastedBytes > 0 {
            wastefulCount += 1
            wastefulBytes &+= bytes
        }
        used &+= capacity.used
        self.capacity &+= capacity.capacity
        wastedBytes &+= capacity.wastedBytes
    }
}
