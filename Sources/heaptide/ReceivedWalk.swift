// A walk that has arrived whole, and what becomes of it.
import Foundation
import HeapFile
import HeapGraph
import PythonHeap
import Recording

/// A walk with what the recorder knew at its moment. It is put together only when it is wanted.
struct ReceivedWalk: ~Copyable {
    let reader: HeapStreamReader
    let capture: HeapCapture?
    /// What the snapshot says of itself beside what the walk and the recorder tell.
    var facts = SnapshotFacts()

    init(_ reader: consuming HeapStreamReader, _ capture: HeapCapture?) {
        self.reader = reader
        self.capture = capture
        facts.language = "python"
        guard let capture else { return }
        facts.command = capture.command
        facts.heapBytes = Int(capture.heapBytes)
        facts.seconds = capture.seconds
        facts.pauseSeconds = capture.pauseSeconds
    }

    /// - Throws: `HeapStreamError` if what was sent is no heap.
    /// - Complexity: that of building the graph.
    consuming func snapshot(
        onPhase: (BuildPhase) -> Void = { _ in }
    ) throws(HeapStreamError) -> HeapSnapshot {
        var facts = facts
        var table = StackNumbers(capture?.stacks)
        let python = try reader.finish(stack: { table.number(of: $0) }, onPhase: onPhase)
        facts.version = python.facts.version
        if facts.pid == 0 { facts.pid = python.facts.pid }
        facts.taken = ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(python.facts.taken)))
        facts.walkSeconds = python.facts.walkSeconds
        facts.opaqueObjects = python.facts.opaqueObjects
        return HeapSnapshot(
            facts: facts, graph: python.graph, stacks: table.finish(), contents: python.contents,
            capacities: python.capacities, slotSavings: python.slotSavings)
    }
}
