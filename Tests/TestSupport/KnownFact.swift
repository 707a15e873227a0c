// What a target program says of its own allocations (Tests/Targets/truth.py), against what was recorded of it.
package import Foundation
package import Recording

/// Exact figures of one marked line, or of the difference of two.
package struct KnownFact: Decodable, Sendable, CustomStringConvertible {
    package struct Frame: Decodable, Equatable, Sendable, CustomStringConvertible {
        package var file: String
        package var line: Int
        package var function: String
        package var description: String { "\(file.split(separator: "/").last ?? ""):\(line) \(function)" }
    }

    package var mark: String
    package var line: Int
    package var kind: String
    package var function: String?
    /// The line whose figures are subtracted.
    package var like: Int?
    package var figures: [String: Int]
    /// The whole stack at the line, outermost first.
    package var stack: [Frame]?

    package var description: String { "\(mark) (line \(line), \(kind))" }

    package static func read(_ path: String) throws -> [KnownFact] {
        try JSONDecoder().decode([KnownFact].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }
}

/// The recorded figures of one file, by line and kind of memory.
package struct RecordedLines {
    private let program: RecordedProgram
    private let file: String

    /// - Parameter file: what the file's path ends with.
    package init(_ program: RecordedProgram, file: String) {
        self.program = program
        self.file = file
    }

    /// Sums of the stacks whose innermost line is `line`, by the names that facts use.
    package func figures(line: Int, kind: String, function: String? = nil) -> [String: Int] {
        var sums: [String: Int] = [:]
        for allocation in allocations(line: line, kind: kind, function: function) {
            sums["peak", default: 0] += allocation.peakBytes
            sums["peak_blocks", default: 0] += allocation.peakBlocks
            sums["end", default: 0] += allocation.endBytes
            sums["end_blocks", default: 0] += allocation.endBlocks
            sums["allocated", default: 0] += allocation.allocatedBytes
            sums["allocations", default: 0] += allocation.allocations
            sums["temporaries", default: 0] += allocation.temporaries
        }
        return sums
    }

    package func allocations(line: Int, kind: String, function: String?) -> [RecordedAllocation] {
        let classes = ["python": 0...1, "native": 2...2, "mapping": 3...3][kind]!
        return program.allocations.filter { allocation in
            let location = program.locations[Int(program.stacks.locations[allocation.stack])]
            return classes.contains(allocation.blockClass) && location.line == line
                && location.file.hasSuffix(file) && (function == nil || isNamed(location, function!))
        }
    }

    /// All stacks that have `line` on them, innermost or not.
    package func allocations(under line: Int) -> [RecordedAllocation] {
        program.allocations.filter { allocation in
            frames(allocation.stack).contains { $0.line == line && $0.file.hasSuffix(file) }
        }
    }

    /// From 3.11 on a function's name tells where it is defined, too.
    private func isNamed(_ location: SourceLocation, _ function: String) -> Bool {
        location.function == function || location.function.hasSuffix("." + function)
    }

    /// The frames of a stack, outermost first.
    package func frames(_ stack: Int) -> [KnownFact.Frame] {
        var frames: [KnownFact.Frame] = []
        var index = stack
        while index > 0 {
            let location = program.locations[Int(program.stacks.locations[index])]
            frames.append(
                KnownFact.Frame(file: location.file, line: Int(location.line), function: location.function))
            index = Int(program.stacks.parents[index])
        }
        return frames.reversed()
    }

    /// What of `fact` is not as recorded: one line each, none if all is equal.
    package func differences(_ fact: KnownFact) -> [String] {
        let recorded = figures(line: fact.line, kind: fact.kind, function: fact.function)
        let control = fact.like.map { figures(line: $0, kind: fact.kind) } ?? [:]
        var differences: [String] = []
        for (name, value) in fact.figures.sorted(by: { $0.key < $1.key }) {
            let found = recorded[name, default: 0] - control[name, default: 0]
            if found != value { differences.append("\(fact): \(name) is \(found), not \(value)") }
        }
        if let stack = fact.stack {
            let found = allocations(line: fact.line, kind: fact.kind, function: fact.function).map {
                frames($0.stack)
            }
            if !found.contains(stack) { differences.append("\(fact): no stack is \(stack), but \(found)") }
        }
        return differences
    }
}
