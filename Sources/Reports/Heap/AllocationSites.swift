// The lines that allocated objects, from the stacks of a snapshot.
import HeapFile
import HeapGraph
import Recording

/// Bytes and objects by the line that allocated them.
struct AllocationSite: Encodable, Sendable {
    let file: String
    let line: Int
    let function: String
    var bytes: Int
    var count: Int
    /// If the line is not the program's own: the nearest caller that is, on the stack that allocated most.
    @Nullable var caller: SourceLine?

    var location: SourceLocation { SourceLine(file: file, line: line, function: function).location }
}

/// A line of source.
struct SourceLine: Encodable, Sendable {
    let file: String
    let line: Int
    let function: String

    init(file: String, line: Int, function: String) {
        self.file = file
        self.line = line
        self.function = function
    }

    init(_ location: SourceLocation) {
        self.init(file: location.fileText, line: Int(location.line), function: location.function)
    }

    var location: SourceLocation { SourceLocation(file: file, function: function, line: Int32(clamping: line)) }
}

extension SourceLocation {
    /// `app.py:88 in load()`.
    var sentence: String {
        let place = line > 0 ? "\(shortFile):\(line)" : shortFile
        if function.isEmpty { return place.shown }
        return "\(place) in \(function)\(function.hasSuffix(">") ? "" : "()")".shown
    }
}

extension AllocationStacks {
    /// The line on the inner end of a stack; nil if it is not known.
    func location(of stack: StackIndex) -> SourceLocation? { frame(of: stack).map(SourceLocation.init) }

    /// The calls of a stack, innermost first.
    func locations(of stack: StackIndex) -> [SourceLocation] { frames(of: stack).map(SourceLocation.init) }

    /// These stacks by their innermost lines, most bytes first. What is not known is left out.
    func sites(_ totals: [StackTotal]) -> [AllocationSite] {
        var found: [SourceLocation: (bytes: Int, count: Int, largest: StackTotal)] = [:]
        for total in totals {
            guard let location = location(of: total.stack) else { continue }
            var sum = found[location] ?? (0, 0, total)
            sum.bytes += total.bytes.signed
            sum.count += total.count
            if total.bytes > sum.largest.bytes { sum.largest = total }
            found[location] = sum
        }
        return found.map { location, sum in
            AllocationSite(
                file: location.fileText, line: Int(location.line), function: location.function, bytes: sum.bytes,
                count: sum.count, caller: ownCaller(of: sum.largest.stack))
        }.sorted { ($1.bytes, $0.file, $0.line, $0.function) < ($0.bytes, $1.file, $1.line, $1.function) }
    }

    private func ownCaller(of stack: StackIndex) -> SourceLine? {
        let locations = locations(of: stack)
        if locations.first?.kind == .own { return nil }
        return locations.first { $0.kind == .own }.map(SourceLine.init)
    }
}

extension SourceLocation {
    fileprivate init(_ frame: AllocationFrame) {
        self.init(file: frame.file, function: frame.function, line: Int32(clamping: frame.line))
    }
}
