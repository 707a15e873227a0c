// Programs that must not notice that they are recorded.
import TestSupport
import Testing

/// One of Tests/Targets with its arguments, and how it ends when nobody records it.
struct Scenario: Sendable, CustomTestStringConvertible {
    var target: String
    var arguments: [String] = []
    var status: Int32 = 0
    var environment: [String: String] = [:]
    var interpreterOptions: [String] = []

    var testDescription: String {
        ([target] + arguments + interpreterOptions + environment.map { "\($0)=\($1)" }).joined(separator: " ")
    }

    /// Runs it both ways and expects the same of both.
    @discardableResult
    func check(_ python: Interpreter, limit: Double = 120) throws -> SideBySide {
        let both = try SideBySide(
            target, arguments, python: python, interpreterOptions: interpreterOptions, environment: environment,
            limit: limit)
        #expect(both.plain.exitStatus == status, "the program itself: \(both.plain.errors)")
        #expect(both.differences == [])
        return both
    }
}

extension Interpreter: CustomTestStringConvertible {
    package var testDescription: String { "CPython \(version)" }
}

/// Interpreters for what takes long: the oldest, the one in the middle and the newest layout of frames.
enum Chosen {
    static let few = [9, 11, 13].compactMap { minor in TestPrograms.interpreters.first { $0.minor == minor } }
    static let others = [10, 12, 14].compactMap { minor in TestPrograms.interpreters.first { $0.minor == minor } }
}
