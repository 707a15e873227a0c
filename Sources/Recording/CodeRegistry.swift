// Code objects as the agent announced them, and the locations (file, function, line) that their instructions belong to.

/// The announced code objects of one ring. Location 0 is "no Python code".
package struct CodeRegistry: ~Copyable {
    /// Location per instruction unit of one code object, 0 = not asked for yet.
    private struct UnitLocations {
        var units: UnsafeMutablePointer<UInt32>?
        var count = 0
    }

    private struct Code {
        var file: [UInt8] = []
        var name: [UInt8] = []
        var lineBytes: [UInt8] = []
        var fileWidth = 1
        var nameWidth = 1
        var firstLine: Int32 = 0
        var lines: LineTable?
        /// Numbers of the names; once `lines` is there.
        var fileNumber: UInt32 = 0
        var nameNumber: UInt32 = 0
    }

    private var codes: [Code] = []
    /// By code number, like `codes`; raw memory, because every pushed frame is looked up here.
    private var tables: UnsafeMutablePointer<UnitLocations>
    private var tableCapacity = 256
    package private(set) var locations = LocationTable()
    /// CPython's minor version: which line table format.
    package let minor: Int
    private static let mostCodes = 1 << 24
    private static let mostBytes = 1 << 24

    package init(minor: Int) {
        self.minor = minor
        tables = .allocate(capacity: tableCapacity)
        tables.initialize(repeating: UnitLocations(), count: tableCapacity)
    }

    deinit {
        for number in 0..<codes.count { tables[number].units?.deallocate() }
        tables.deallocate()
    }

    /// A new code object; numbers come in order, up to the disorder of threads.
    package mutating func begin(_ number: Int, firstLine: Int32) {
        guard number < Self.mostCodes else { return }
        while codes.count <= number { codes.append(Code()) }
        if number >= tableCapacity { growTables(number + 1) }
        tables[number].units?.deallocate()
        tables[number] = UnitLocations()
        codes[number] = Code()
        codes[number].firstLine = firstLine
    }

    /// A piece of a code object's data. `field` is a `heaptide_code_field`.
    package mutating func append(_ number: Int, field: Int, bytes: UnsafeRawBufferPointer) {
        guard number < codes.count else { return }
        switch field {
        case 0, 1, 2:
            codes[number].fileWidth = 1 << field
            Self.append(bytes, to: &codes[number].file)
        case 3, 4, 5:
            codes[number].nameWidth = 1 << (field - 3)
            Self.append(bytes, to: &codes[number].name)
        default: Self.append(bytes, to: &codes[number].lineBytes)
        }
    }

    private static func append(_ bytes: UnsafeRawBufferPointer, to field: inout [UInt8]) {
        if field.count + bytes.count <= mostBytes { field.append(contentsOf: bytes) }
    }

    /// The location of the instruction `offset` bytes into a code object.
    @inline(__always)
    package mutating func location(_ number: Int, offset: Int) -> UInt32 {
        let unit = offset >> 1
        if number < codes.count && unit < tables[number].count {
            let known = tables[number].units.unsafelyUnwrapped[unit]
            if known != 0 { return known }
        }
        return resolve(number, unit)
    }

    private mutating func growTables(_ needed: Int) {
        let capacity = max(needed, tableCapacity * 2)
        let grown = UnsafeMutablePointer<UnitLocations>.allocate(capacity: capacity)
        grown.moveInitialize(from: tables, count: tableCapacity)
        (grown + tableCapacity).initialize(repeating: UnitLocations(), count: capacity - tableCapacity)
        tables.deallocate()
        tables = grown
        tableCapacity = capacity
    }

    @inline(never)
    private mutating func resolve(_ number: Int, _ unit: Int) -> UInt32 {
        guard number < codes.count else { return 0 }
        if codes[number].lines == nil { finish(number) }
        let line = codes[number].lines?.line(at: unit * 2) ?? codes[number].firstLine
        let location = locations.intern(
            NumberedLocation(file: codes[number].fileNumber, function: codes[number].nameNumber, line: line))
        let size = min(max(codes[number].lines?.unitCount ?? 0, unit + 1), 1 << 22)
        if unit < size { remember(location, number, unit, size) }
        return location
    }

    private func remember(_ location: UInt32, _ number: Int, _ unit: Int, _ size: Int) {
        if tables[number].count < size {
            let units = UnsafeMutablePointer<UInt32>.allocate(capacity: size)
            units.initialize(repeating: 0, count: size)
            if let old = tables[number].units {
                units.update(from: old, count: tables[number].count)
                old.deallocate()
            }
            tables[number] = UnitLocations(units: units, count: size)
        }
        tables[number].units.unsafelyUnwrapped[unit] = location
    }

    /// The number of a location of no code object.
    mutating func intern(_ location: SourceLocation) -> UInt32 { locations.intern(location) }

    private mutating func finish(_ number: Int) {
        codes[number].fileNumber = locations.name(Self.text(codes[number].file, width: codes[number].fileWidth))
        codes[number].nameNumber = locations.name(Self.text(codes[number].name, width: codes[number].nameWidth))
        codes[number].lines = LineTable(codes[number].lineBytes, firstLine: codes[number].firstLine, minor: minor)
        (codes[number].file, codes[number].name, codes[number].lineBytes) = ([], [], [])
    }

    /// CPython stores a str with 1, 2 or 4 bytes a character; a lone surrogate (an undecodable file name) becomes U+FFFD.
    package static func text(_ bytes: [UInt8], width: Int) -> String {
        var text = ""
        var index = 0
        while index + width <= bytes.count {
            var value: UInt32 = 0
            for byte in 0..<width { value |= UInt32(bytes[index + byte]) << (8 * UInt32(byte)) }
            text.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
            index += width
        }
        return text
    }
}
