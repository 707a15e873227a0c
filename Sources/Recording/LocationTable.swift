// Locations and their names by number. A file's name belongs to thousands of lines: it is hashed where it comes from, once
// for a code object, and not for each of them.

/// A line of a function: what a stack is made of.
package struct SourceLocation: Hashable, Sendable {
    package var file: String
    package var function: String
    package var line: Int32

    /// The file of the one location that stands for the callers of folded stacks.
    package static let smallStacks = "<small stacks>"
    /// The file of the one location that stands for what no sample accounts for: the engine's own, code, garbage.
    package static let unsampled = "(not sampled)"

    package init(file: String, function: String, line: Int32) {
        self.file = file
        self.function = function
        self.line = line
    }
}

/// A location by the numbers of its file's and its function's name.
struct NumberedLocation: Hashable, Sendable {
    var file, function: UInt32
    var line: Int32
}

/// Gives locations and names their numbers, each the same one again. Location 0 is that of no code, name 0 is empty.
package struct LocationTable: Sendable {
    private(set) var names = [""]
    private(set) var numbered = [NumberedLocation(file: 0, function: 0, line: 0)]
    private var numbersOfNames: [String: UInt32] = ["": 0]
    private var numbers: [NumberedLocation: UInt32]

    init() { numbers = [numbered[0]: 0] }

    package var count: Int { numbered.count }

    /// - Complexity: O(1); O(length) of the name.
    mutating func name(_ text: String) -> UInt32 {
        if let known = numbersOfNames[text] { return known }
        let number = UInt32(names.count)
        names.append(text)
        numbersOfNames[text] = number
        return number
    }

    /// The number of a location.
    ///
    /// - Complexity: O(1).
    mutating func intern(_ location: NumberedLocation) -> UInt32 {
        if let known = numbers[location] { return known }
        let number = UInt32(numbered.count)
        numbered.append(location)
        numbers[location] = number
        return number
    }

    mutating func intern(_ location: SourceLocation) -> UInt32 {
        intern(NumberedLocation(file: name(location.file), function: name(location.function), line: location.line))
    }

    package subscript(number: Int) -> SourceLocation {
        let location = numbered[number]
        return SourceLocation(
            file: names[Int(location.file)], function: names[Int(location.function)], line: location.line)
    }
}

/// How far a table has been saved.
struct SavedLocations {
    private var names = 1
    private var locations = 1

    /// What is new since the last time.
    mutating func take(from table: LocationTable) -> NewLocations {
        defer { (names, locations) = (table.names.count, table.count) }
        return NewLocations(names: Array(table.names[names...]), locations: Array(table.numbered[locations...]))
    }
}

/// Names and locations that follow those of a process that are saved already.
struct NewLocations: Sendable {
    var names: [String]
    var locations: [NumberedLocation]
}
