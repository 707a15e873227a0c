// `web --json` has the keys and types that docs/json.md tells, all of them and no others.
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: VisitedPage.browser != nil, "needs Chromium"), .serialized) struct PageJSONTests {
    /// Of the document: `leaks[].kind` → `string`.
    private static func documented() throws -> [String: String] {
        let text = try String(contentsOfFile: "\(TestPrograms.root)/docs/json.md", encoding: .utf8)
        let start = try #require(text.range(of: "# `heaptide web URL --json`\n")).upperBound
        let section = text[start...].prefix(upTo: text[start...].range(of: "\n# ")?.lowerBound ?? text.endIndex)
        var types: [String: String] = [:]
        for row in section.split(separator: "\n") where row.hasPrefix("| `") {
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let keys = cells[0].split(separator: "`").map(String.init).filter { $0 != ", " }
            // `snapshots[].timers`, `observers`: the second has the first one's place.
            let place = keys[0].lastIndex(of: ".").map { String(keys[0][...$0]) } ?? ""
            for key in keys { types[key.hasPrefix(place) ? key : place + key] = cells[1] }
        }
        return types
    }

    private enum Value: Decodable {
        case null, bool(Bool), integer(Int), number(Double), text(String), array([Value]), object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let bool = try? container.decode(Bool.self) {
                self = .bool(bool)
            } else if let integer = try? container.decode(Int.self) {
                self = .integer(integer)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let array = try? container.decode([Value].self) {
                self = .array(array)
            } else {
                self = .object(try container.decode([String: Value].self))
            }
        }

        func isOf(_ type: String) -> Bool {
            switch self {
            case .null: type.hasSuffix(" or null")
            case .bool: type.hasPrefix("boolean")
            case .integer: type.hasPrefix("integer") || type.hasPrefix("number")
            case .number: type.hasPrefix("number")
            case .text: type.hasPrefix("string")
            case .array(let values):
                type == "array of objects" && values.allSatisfy { $0.isOf("object") }
                    || type == "array of strings" && values.allSatisfy { $0.isOf("string") }
            case .object: type.hasPrefix("object")
            }
        }
    }

    /// What differs between an object and the document, a line each.
    private static func differences(_ object: [String: Value], _ place: String, _ types: [String: String]) -> [String] {
        let told = types.keys.filter { $0.hasPrefix(place) && !$0.dropFirst(place.count).contains(".") }
        var lines = Set(told).subtracting(object.keys.map { place + $0 }).map { "\($0) is missing" }
        for (key, value) in object {
            guard let type = types[place + key] else {
                lines.append("\(place)\(key) is not documented")
                continue
            }
            if !value.isOf(type) { lines.append("\(place)\(key) is no \(type): \(value)") }
            if case .array(let values) = value {
                for case .object(let item) in values { lines += differences(item, "\(place)\(key)[].", types) }
            }
            if key == "moment", case .object(let moment) = value { lines += differences(moment, "samples[].", types) }
            if key == "place", case .object(let place) = value, Set(place.keys) != ["file", "line"] {
                lines.append("leaks[].place has \(place.keys)")
            }
        }
        return lines
    }

    @Test(arguments: [("listener", true), ("numbers", true), ("interval", false)])
    func isAsDocumented(_ page: String, _ isActedOn: Bool) throws {
        let options = isActedOn ? ["--scenario", VisitedPage.scenario] : ["--watch", "1"]
        let visit = try VisitedPage(page, options)
        let answer = try JSONDecoder().decode([String: Value].self, from: Data(visit.outcome.output.utf8))
        let types = try Self.documented()
        #expect(types.count > 30)
        #expect(!visit.leaks.isEmpty, "\(visit.outcome.errors)")
        #expect(Self.differences(answer, "", types) == [])
    }
}
