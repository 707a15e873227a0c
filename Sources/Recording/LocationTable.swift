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
    private(set) var names = Numbering("")
    private(set) var locations = Numbering(NumberedLocation(file: 0, function: 0, line: 0))
    /// By name, if that is a file's.
    private var isLibrary = [false]

    package var count: Int { locations.count }

    mutating func name(_ text: String) -> UInt32 {
        let (number, isNew) = names.number(of: text)
        if isNew { isLibrary.append(SourceLocation(file: text, function: "", line: 0).kind != .own) }
        return number
    }

    mutating func intern(_ location: NumberedLocation) -> UInt32 { locations.number(of: location).number }

    mutating func intern(_ location: SourceLocation) -> UInt32 {
        intern(NumberedLocation(file: name(location.file), function: name(location.function), line: location.line))
    }

    /// Whether a location's file belongs to the interpreter or to an installed package.
    func isLibrary(_ number: Int) -> Bool { isLibrary[Int(locations.values[number].file)] }

    package subscript(number: Int) -> SourceLocation {
        let location = locations.values[number]
        return SourceLocation(file: names[location.file], function: names[location.function], line: location.line)
    }
}

/// How far a table has been saved.
struct SavedLocations {
    private var names = 1
    private var locations = 1

    /// What is new since the last time.
    mutating func take(from table: LocationTable) -> NewLocations {
        defer { (names, locations) = (table.names.count, table.count) }
        return NewLocations(
            names: Array(table.names.values[names...]), locations: Array(table.locations.values[locations...]))
    }
}

/// Names and locations that follow those of a process that are saved already.
struct NewLocations: Sendable {
    var names: [String]
    var locations: [NumberedLocation]
}
