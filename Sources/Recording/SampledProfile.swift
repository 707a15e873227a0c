// What a sampling heap profiler says is live, as a tree of calls.

/// Estimated live bytes by stack. Parents come before their children.
package struct SampledProfile: Sendable {
    /// Index of the calling node; -1 for an outermost one.
    package private(set) var parents: [Int32] = []
    package private(set) var locations: [SourceLocation] = []
    /// Of objects that were allocated with the node as their innermost frame. An estimate.
    package private(set) var bytes: [Int64] = []

    package init() {}

    /// Adds a node. Returns its index.
    ///
    /// - Precondition: `parent` is -1 or a node.
    package mutating func add(_ location: SourceLocation, calledBy parent: Int32, bytes: Int64) -> Int32 {
        precondition(parent >= -1 && Int(parent) < parents.count)
        parents.append(parent)
        locations.append(location)
        self.bytes.append(bytes)
        return Int32(parents.count - 1)
    }
}
