// Which events listeners wait for: a heap snapshot has the listeners and not that.
import DevTools
import Foundation

extension PageSession {
    private static let listenerSeconds = 5.0
    private static let mostListeners = 5000

    /// Notes which functions listen to which events on the window, the document and all its elements.
    ///
    /// - Parameter events: by V8's numbers of the functions or objects that are called.
    func noteListeners(_ events: inout [UInt64: Set<String>]) {
        let end = Date.timeIntervalSinceReferenceDate + Self.listenerSeconds
        let group = "heaptide-listeners"
        var count = 0
        defer { _ = try? call("Runtime.releaseObjectGroup", ["objectGroup": .string(group)]) }
        for (target, depth) in [("window", 1), ("document", -1)] {
            let answer = try? call("Runtime.evaluate", ["expression": .string(target), "objectGroup": .string(group)])
            guard let object = answer?["result"]?["objectId"],
                let found = try? call(
                    "DOMDebugger.getEventListeners",
                    ["objectId": object, "depth": .number(Double(depth)), "pierce": true], seconds: Self.listenerSeconds
                )
            else { continue }
            for listener in found["listeners"]?.elements ?? [] {
                guard count < Self.mostListeners, Date.timeIntervalSinceReferenceDate < end else { return }
                guard let event = listener["type"]?.string, let handler = listener["handler"]?["objectId"],
                    let answer = try? call("HeapProfiler.getHeapObjectId", ["objectId": handler]),
                    let number = answer["heapSnapshotObjectId"]?.string.flatMap({ UInt64($0) })
                else { continue }
                count += 1
                events[number, default: []].insert(event)
            }
        }
    }
}
