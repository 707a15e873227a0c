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
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").prefix(1000)
        return lines.compactMap { line in
            guard let object = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else { return nil }
            return LabFact(name: object.name, value: object.value.fact, unit: object.unit ?? "")
        }
    }

    private struct Line: Decodable {
        var name: String
        var value: AnyValue
        var unit: String?

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
