// LineTable against every interpreter: what PyCode_Addr2Line says of each instruction of real modules and of functions
// made to be difficult.
import Foundation
import Recording
import TestSupport
import Testing

@Suite(.serialized) struct InterpreterLineTableTests {
    private struct Code: Decodable {
        var name: String
        var first: Int32
        var table: String
        /// Per two bytes of bytecode; -1 = no line.
        var lines: [Int32]
    }

    @Test(arguments: TestPrograms.interpreters) func everyInstruction(_ python: Interpreter) throws {
        let directory = TemporaryDirectory()
        let outcome = try TestPrograms.run(
            [python.path, TestPrograms.targets + "/line_tables.py", directory / "codes.json"],
            environment: TargetRun.quiet)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let data = try Data(contentsOf: URL(fileURLWithPath: directory / "codes.json"))
        let codes = try JSONDecoder().decode([Code].self, from: data)
        #expect(codes.count > 1000)
        #expect(
            codes.contains { $0.lines.max()! - $0.first > 300 } && codes.contains { $0.lines.contains(-1) }
                || python.minor == 9)
        for code in codes { compare(code, python) }
    }

    private func compare(_ code: Code, _ python: Interpreter) {
        let table = LineTable(Self.bytes(code.table), firstLine: code.first, minor: python.minor)
        for (unit, line) in code.lines.enumerated() {
            // An instruction without a line is shown at its function's first.
            let expected = line < 0 ? code.first : line
            guard table.line(at: unit * 2) != expected else { continue }
            Issue.record(
                "\(python.version), \(code.name):\(code.first), \(unit): \(table.line(at: unit * 2)), not \(line)")
            return
        }
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)!
        }
    }
}
