// A .heapsnapshot or .heaptimeline to a snapshot.
package import HeapFile
import HeapGraph

/// Reads what V8 writes: Node, Chromium, and all that follow their format.
package enum V8Snapshot {
    /// What files of this kind are called.
    package static let fileExtensions = ["heapsnapshot", "heaptimeline"]

    /// Reads the file at `path`, which may be packed with gzip, and computes what a snapshot has of it.
    ///
    /// Classes, sizes and dominators are DevTools'; docs/decisions.md says where not.
    ///
    /// - Parameter onPhase: is told what begins, a word or two each, for progress.
    /// - Throws: `HeapFileError` if the file is something else, truncated, does not make sense, or needs more memory than
    ///   there is.
    /// - Complexity: O(bytes + (nodes + edges) log nodes), half of it on all cores.
    package static func read(
        path: String, onPhase: (String) -> Void = { _ in }
    ) throws(HeapFileError) -> HeapSnapshot {
        MemoryPool.begin()
        defer { MemoryPool.end() }
        onPhase("opening")
        let text = try SnapshotText(path)
        do throws(SnapshotFault) {
            return try read(text, onPhase)
        } catch {
            throw error.error(of: path)
        }
    }

    private static func read(_ text: SnapshotText, _ onPhase: (String) -> Void) throws(SnapshotFault) -> HeapSnapshot {
        let head = try SnapshotHead.read(
            UnsafeRawBufferPointer(rebasing: text.bytes[SnapshotSections.head(text.bytes)]))
        try head.checkRoom(byteCount: text.bytes.count, freeMemory: FreeMemory.bytes)
        onPhase("reading")
        let sections = try SnapshotSections(text.bytes)
        let tables = try SnapshotTables.read(text, head, sections)
        let traces = try TraceTree(text.bytes, head, sections, tables.strings)
        text.forget(0..<text.bytes.count)
        onPhase("classes")
        let assembled = try SnapshotAssembly.assemble(tables, traces)
        return try SnapshotAssembly.build(assembled, facts(head), traces.stacks, onPhase)
    }

    private static func facts(_ head: SnapshotHead) -> SnapshotFacts {
        var facts = SnapshotFacts()
        facts.language = "javascript"
        facts.hasValues = true
        facts.extraNativeBytes = head.extra_native_bytes.flatMap { $0 >= 0 ? UInt64($0) : nil }
        return facts
    }
}
