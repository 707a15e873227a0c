// What a lab's program has noted about itself (`note` of Labs/support).
import Foundation

/// A fact: a number, a yes or no, or a text.
package struct LabFact: Sendable {
    package enum Value: Sendable, Equatable {
        case number(Double)
        case flag(Bool)
        case text(String)
    }

    package var name: String
    package var value: Value
    package var unit: String

    /// The facts of a file with one JSON object a line. The file is the program's: a line that is none is passed over,
    /// and no more than a thousand are read.
    static func read(_ path: String) -> [LabFact] {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20 else { return [] }
        return facts(of: String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    /// The facts of texts with one JSON object each, in the order of `lab_note` if they have it.
    static func facts(of lines: [String]) -> [LabFact] {
        let objects = lines.prefix(1000).compactMap { try? JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        let ordered = objects.enumerated().sorted { ($0.1.lab_note ?? 0, $0.0) < ($1.1.lab_note ?? 0, $1.0) }
        return ordered.map { LabFact(name: $0.1.name, value: $0.1.value.fact, unit: $0.1.unit ?? "") }
    }

    private struct Line: Decodable {
        var name: String
        var value: AnyValue
        var unit: String?
        var lab_note: Int?

        struct AnyValue: Decodable {
            var fact: Value

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let flag = try? container.decode(Bool.self) {
                    fact = .flag(flag)
                } else if let number = try? container.decode(Double.self) {
                    fact = .number(number)
                } else {
                    fact = .text(try container.decode(String.self))
                }
            }
        }
    }
}
