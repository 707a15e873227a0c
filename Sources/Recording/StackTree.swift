// All stacks that ever allocated, as a tree: a node is its parent and a location (a line of a function).

/// Node 0 is the root: the empty stack.
///
/// - Invariant: parents come before their children.
/// - Complexity: O(1) expected per look-up.
package struct StackTree: ~Copyable {
    /// Columns: index = node.
    package private(set) var parents: UnsafeMutablePointer<UInt32>
    package private(set) var locations: UnsafeMutablePointer<UInt32>
    /// The child that was asked for last, 0 = none: mostly the next one too.
    private var lastChildren: UnsafeMutablePointer<UInt32>
    package private(set) var count = 1
    private var capacity = 1024
    private var table: UnsafeMutablePointer<UInt32>
    private var mask = 4095

    package init() {
        parents = Self.column(capacity)
        locations = Self.column(capacity)
        lastChildren = Self.column(capacity)
        table = Self.column(mask + 1)
    }

    deinit {
        parents.deallocate()
        locations.deallocate()
        lastChildren.deallocate()
        table.deallocate()
    }

    private static func column(_ count: Int) -> UnsafeMutablePointer<UInt32> {
        let column = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
        column.initialize(repeating: 0, count: count)
        return column
    }

    @inline(__always)
    private func home(_ parent: UInt32, _ location: UInt32) -> Int {
        var hash = (UInt64(parent) << 32 | UInt64(location)) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
        hash = hash &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: hash >> 32) & mask
    }

    /// The node of `location` below `parent`, made if it is new.
    @inline(__always)
    package mutating func child(of parent: UInt32, at location: UInt32) -> UInt32 {
        let last = lastChildren[Int(parent)]
        if last != 0 && locations[Int(last)] == location { return last }
        return findChild(of: parent, at: location)
    }

    @inline(never)
    private mutating func findChild(of parent: UInt32, at location: UInt32) -> UInt32 {
        var index = home(parent, location)
        while table[index] != 0 {
            let node = table[index]
            if parents[Int(node)] == parent && locations[Int(node)] == location {
                lastChildren[Int(parent)] = node
                return node
            }
            index = (index &+ 1) & mask
        }
        let node = UInt32(count)
        if count == capacity { growColumns() }
        parents[count] = parent
        locations[count] = location
        lastChildren[Int(parent)] = node
        table[index] = node
        count += 1
        if count * 2 > mask { growTable() }
        return node
    }

    private mutating func growColumns() {
        func grown(_ old: UnsafeMutablePointer<UInt32>) -> UnsafeMutablePointer<UInt32> {
            let new = Self.column(capacity * 2)
            new.update(from: old, count: capacity)
            old.deallocate()
            return new
        }
        parents = grown(parents)
        locations = grown(locations)
        lastChildren = grown(lastChildren)
        capacity *= 2
    }

    private mutating func growTable() {
        table.deallocate()
        mask = mask * 2 + 1
        table = Self.column(mask + 1)
        for node in 1..<count {
            var index = home(parents[node], locations[node])
            while table[index] != 0 { index = (index &+ 1) & mask }
            table[index] = UInt32(node)
        }
    }
}
