// Whole columns in one comparison each: loops without branches, which the compiler turns into vector instructions.

enum Scan {
    /// The largest element; 0 of none.
    @inline(__always)
    static func maximum(_ base: UnsafePointer<UInt32>, _ count: Int) -> UInt32 {
        var largest: UInt32 = 0
        for index in 0..<count { largest = max(largest, base[index]) }
        return largest
    }

    /// Whether all elements are below `bound`.
    static func allBelow(_ base: UnsafePointer<UInt32>, _ count: Int, _ bound: Int) -> Bool {
        count == 0 || Int(maximum(base, count)) < bound
    }

    /// Whether no element is smaller than the one before it.
    static func ascends(_ base: UnsafePointer<UInt32>, _ count: Int) -> Bool {
        var descents: UInt32 = 0
        for index in 0..<max(0, count - 1) { descents |= base[index] > base[index &+ 1] ? 1 : 0 }
        return descents == 0
    }

    /// Whether every element is smaller than its index; the first is 0.
    static func pointsBack(_ base: UnsafePointer<UInt32>, _ count: Int) -> Bool {
        guard count > 0, base[0] == 0 else { return false }
        var wrong: UInt32 = 0
        for index in 1..<max(1, count) { wrong |= base[index] >= UInt32(truncatingIfNeeded: index) ? 1 : 0 }
        return wrong == 0
    }

    /// Whether all labels are of a known kind, and names are below `nameCount`.
    static func areLabels(_ base: UnsafePointer<UInt32>, _ count: Int, nameCount: Int) -> Bool {
        let names = UInt32(min(nameCount, Int(UInt32.max)))
        let kinds = UInt32(EdgeKind.allCases.count)
        var wrong: UInt32 = 0
        for index in 0..<count {
            let kind = base[index] >> 26 & 15
            let isNamed = EdgeKind.namedKinds &>> kind & 1
            let isOut: UInt32 = base[index] & EdgeLabel.maximumValue >= names ? 1 : 0
            wrong |= (kind >= kinds ? 1 : 0) | (isNamed & isOut)
        }
        return wrong == 0
    }
}
