// Numbers for values, in the order in which they come.

/// Every value once, each with a number of its own: its place among them.
struct Numbering<Value: Hashable & Sendable>: Sendable {
    private(set) var values: [Value] = []
    private var numbers: [Value: UInt32] = [:]

    /// - Parameter first: the values that are there already, each once.
    init(_ first: Value...) {
        for value in first { _ = number(of: value) }
    }

    var count: Int { values.count }

    subscript(number: UInt32) -> Value { values[Int(number)] }

    /// The number of a value, and whether it has just been given one.
    ///
    /// - Complexity: O(1), and what hashing a value takes.
    mutating func number(of value: Value) -> (number: UInt32, isNew: Bool) {
        if let known = numbers[value] { return (known, false) }
        let number = UInt32(values.count)
        values.append(value)
        numbers[value] = number
        return (number, true)
    }

    /// Makes room for so many more.
    mutating func reserve(_ more: Int) { numbers.reserveCapacity(numbers.count + more) }
}
