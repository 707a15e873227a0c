// Work on a few large pieces, spread over the cores.
import Dispatch
import Synchronization

package enum Parallel {
    /// Below this, starting a thread costs more than it saves.
    private static let smallestWork = 1 << 20

    /// `transform` of each element, on all cores, the costliest first.
    ///
    /// - Parameter cost: about how many bytes `transform` reads.
    package static func map<Element, Result>(
        _ elements: [Element], cost: (Element) -> Int, _ transform: (Element) -> Result
    ) -> [Result] {
        let costs = elements.map(cost)
        guard costs.reduce(0, +) >= smallestWork else { return elements.map(transform) }
        let order = elements.indices.sorted { costs[$0] > costs[$1] }
        var results = [Result?](repeating: nil, count: elements.count)
        results.withUnsafeMutableBufferPointer { results in
            // Each thread writes elements of its own.
            nonisolated(unsafe) let (results, elements, transform) = (results, elements, transform)
            let next = Atomic(0)
            DispatchQueue.concurrentPerform(iterations: elements.count) { _ in
                let index = order[next.wrappingAdd(1, ordering: .relaxed).oldValue]
                results[index] = transform(elements[index])
            }
        }
        return results.map { $0! }
    }
}
