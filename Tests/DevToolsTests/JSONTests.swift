import DevTools
import Foundation
import Testing

/// The parser against Foundation's, and against what is no JSON.
@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":[1,-2,3.5,1e3,-0.25E-2],"b":{"c":null,"d":true,"e":false}}"#, #"[]"#, #" { } "#, #""""#,
        #"["A\n\t\r\b\f\/\\\"é😀"]"#, "[\"é😀 plain\"]", "[9007199254740991] ", "0", "-7",
    ])
    func agreesWithFoundation(_ text: String) throws {
        let ours = try #require(JSONParser.parse(Array(text.utf8)))
        let theirs = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        #expect(Self.isEqual(ours, theirs))
        // What is written is read as the same.
        #expect(JSONParser.parse(ours.text) == ours)
        let again = try JSONSerialization.jsonObject(with: Data(ours.text), options: .fragmentsAllowed)
        #expect(Self.isEqual(ours, again))
    }

    private static func isEqual(_ ours: JSON, _ theirs: Any) -> Bool {
        switch ours {
        case .null: return theirs is NSNull
        case .bool(let bool): return theirs as? Bool == bool
        case .number(let number): return (theirs as? NSNumber)?.doubleValue == number
        case .string(let text): return theirs as? String == text
        case .array(let elements):
            guard let list = theirs as? [Any], list.count == elements.count else { return false }
            return zip(elements, list).allSatisfy { isEqual($0, $1) }
        case .object(let members):
            guard let map = theirs as? [String: Any], map.count == members.count else { return false }
            return members.allSatisfy { key, value in map[key].map { isEqual(value, $0) } ?? false }
        }
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "[1] 2", "tru", "nul", "\"", "\"\\\"", "\"\\q\"", "\"\\u12\"", "-",
        "1e",
        "1.2.3", "1e999", "[\"a\" \"b\"]", "{1:2}", "\u{0}",
    ])
    func refuses(_ text: String) { #expect(JSONParser.parse(Array(text.utf8)) == nil) }

    @Test func nestingIsBounded() {
        let fits = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        #expect(JSONParser.parse(Array(fits.utf8)) != nil)
        #expect(JSONParser.parse([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)) == nil)
    }

    /// Any bytes: an answer or a refusal, never a trap.
    @Test func survivesAnyBytes() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array(#"{}[]",:\u0123456789eE+-.truefalsn "#.utf8) + [0, 0xFF, 0xD8]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in alphabet.randomElement(using: &random)!
            }
            if let value = JSONParser.parse(bytes) { #expect(JSONParser.parse(value.text) == value) }
        }
    }
}
