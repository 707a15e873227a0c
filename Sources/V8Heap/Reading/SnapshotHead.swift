// What stands before the numbers of a .heapsnapshot: how many there are, and what they mean.
import Foundation

/// The value of "snapshot". Fields and types are found by name, for each version of V8 orders them as it likes.
struct SnapshotHead: Decodable {
    struct Meta: Decodable {
        let node_fields: [String]
        let node_types: [TypeNames]
        let edge_fields: [String]
        let edge_types: [TypeNames]
        let trace_function_info_fields: [String]?
        let trace_node_fields: [String]?
        let sample_fields: [String]?
        let location_fields: [String]?
    }

    /// A list of names, or the name of what is no list.
    enum TypeNames: Decodable {
        case names([String])
        case other

        init(from decoder: any Decoder) throws {
            self = (try? decoder.singleValueContainer().decode([String].self)).map { .names($0) } ?? .other
        }
    }

    let meta: Meta
    let node_count: Int
    let edge_count: Int
    let trace_function_count: Int?
    let extra_native_bytes: Int?
    let root_index: Int?

    /// A head is some kilobytes.
    static let mostBytes = 1 << 20

    /// Hermes writes zeroes in place of both counts: how many there are, only the arrays say.
    var hasCounts: Bool { node_count > 0 || edge_count > 0 }

    /// - Throws: `SnapshotFault` if it is no JSON, lacks a count or a field, or counts what cannot be.
    static func read(_ text: UnsafeRawBufferPointer) throws(SnapshotFault) -> SnapshotHead {
        let head: SnapshotHead
        do {
            head = try JSONDecoder().decode(SnapshotHead.self, from: Data(text))
        } catch {
            throw SnapshotFault("its head is not the JSON that V8 writes (node_count, edge_count, meta)")
        }
        if head.hasCounts { try head.check(nodeCount: head.node_count, edgeCount: head.edge_count) }
        return head
    }

    /// - Throws: `SnapshotFault` if there cannot be so many, or the root is none of them.
    func check(nodeCount: Int, edgeCount: Int) throws(SnapshotFault) {
        guard nodeCount > 0, edgeCount >= 0, nodeCount < 1 << 32 - 2, edgeCount < 1 << 32 - 2 else {
            throw SnapshotFault("its head counts \(nodeCount) nodes and \(edgeCount) edges")
        }
        guard rootNumber < nodeCount else { throw SnapshotFault("its root is none of its nodes") }
    }

    /// The root's number; V8 says its place among the numbers of all nodes. One that cannot be is too large.
    var rootNumber: Int {
        let (place, fields) = (root_index ?? 0, max(1, meta.node_fields.count))
        return place >= 0 && place % fields == 0 ? place / fields : .max
    }

    /// Refuses what a look at the head shows to be hopeless.
    ///
    /// - Parameter byteCount: of the whole text.
    /// - Throws: `SnapshotFault` if the counts cannot fit in the text, or the memory is too small for them.
    func checkRoom(byteCount: Int, freeMemory: Int) throws(SnapshotFault) {
        try checkRoom(nodeCount: node_count, edgeCount: edge_count, byteCount: byteCount, freeMemory: freeMemory)
    }

    /// The same of other counts than the head's.
    func checkRoom(nodeCount: Int, edgeCount: Int, byteCount: Int, freeMemory: Int) throws(SnapshotFault) {
        let numbers = nodeCount * meta.node_fields.count + edgeCount * meta.edge_fields.count
        guard numbers * 2 <= byteCount else {
            throw SnapshotFault(
                "its head counts \(nodeCount) nodes and \(edgeCount) edges, which do not fit in \(byteCount) bytes")
        }
        let needed = nodeCount * Self.bytesPerNode + edgeCount * Self.bytesPerEdge
        guard needed <= freeMemory else {
            throw SnapshotFault(
                "its \(nodeCount) nodes and \(edgeCount) edges need about \(needed >> 20) MiB of memory, and "
                    + "\(freeMemory >> 20) MiB are free; open it on a larger machine")
        }
    }

    /// What opening takes at its peak (docs/benchmarks.md).
    private static let bytesPerNode = 60
    private static let bytesPerEdge = 16
}
