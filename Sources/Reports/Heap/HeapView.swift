// A view of a heap is a value: its figures are its JSON, and its text is made of them.
package import Foundation

/// What one question to a heap is answered with.
package protocol HeapView: Encodable, Sendable {
    /// The answer for a person.
    func text(_ style: TextStyle) -> String
}

extension HeapView {
    /// The answer for a program, as docs/json.md says: the properties with their names in snake_case.
    package var json: Data { (try? JSONEncoder.ofViews([.prettyPrinted]).encode(self)) ?? Data("{}".utf8) }
}

extension JSONEncoder {
    /// Properties become keys in snake_case, in alphabetical order; what is no number becomes text.
    package static func ofViews(_ formatting: OutputFormatting = []) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }
}
