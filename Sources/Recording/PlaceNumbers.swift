// Numbers of names and locations in a file: those of all processes together.

/// What a file has in its tables `name` and `location`, and which of it each process's own numbers stand for.
struct PlaceNumbers {
    static let insertName = "INSERT INTO name VALUES (?, ?)"
    static let insertLocation = "INSERT INTO location VALUES (?, ?, ?, ?)"

    // A number in the file is one more than here.
    private var names = Numbering<String>()
    private var locations = Numbering<NumberedLocation>()
    private var ofProcess: [Int: Own] = [:]

    /// By a process's own numbers.
    private struct Own {
        var names: [UInt32]
        /// Location 0 is none, and has number 0.
        var locations: [UInt32] = [0]
    }

    /// The number of a name, written if it is new. Numbers begin with 1.
    mutating func name(_ text: String, _ insert: borrowing BulkStatement) throws -> UInt32 {
        let (number, isNew) = names.number(of: text)
        if isNew {
            insert.bind(0, Int64(number + 1))
            insert.bind(1, text)
            try insert.run()
        }
        return number + 1
    }

    /// Writes what is new of a process's names and locations.
    ///
    /// - Complexity: O(names + locations).
    mutating func add(
        _ new: NewLocations, of process: Int, _ insertNames: borrowing BulkStatement,
        _ insertLocations: borrowing BulkStatement
    ) throws {
        let empty = try name("", insertNames)
        var own = ofProcess[process] ?? Own(names: [empty])
        for text in new.names { own.names.append(try name(text, insertNames)) }
        locations.reserve(new.locations.count)
        for location in new.locations {
            let location = NumberedLocation(
                file: own.names[Int(location.file)], function: own.names[Int(location.function)], line: location.line)
            own.locations.append(try number(location, insertLocations))
        }
        ofProcess[process] = own
    }

    private mutating func number(_ location: NumberedLocation, _ insert: borrowing BulkStatement) throws -> UInt32 {
        let (number, isNew) = locations.number(of: location)
        if isNew {
            insert.bind(0, Int64(number + 1))
            insert.bind(1, Int64(location.file))
            insert.bind(2, Int64(location.function))
            insert.bind(3, Int64(location.line))
            try insert.run()
        }
        return number + 1
    }

    /// The numbers of a process's locations, by its own.
    func locations(of process: Int) -> [UInt32] { ofProcess[process]?.locations ?? [0] }

    /// A location by its number in the file.
    func location(of number: Int) -> SourceLocation {
        guard number > 0 else { return SourceLocation(file: "", function: "", line: 0) }
        let location = locations.values[number - 1]
        return SourceLocation(
            file: names[location.file - 1], function: names[location.function - 1], line: location.line)
    }
}
