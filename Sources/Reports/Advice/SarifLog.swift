// SARIF 2.1.0, the part of it that a check needs: https://docs.oasis-open.org/sarif/sarif/v2.1.0/
import Advice

struct SarifLog: Encodable {
    var schema = "https://json.schemastore.org/sarif-2.1.0.json"
    var version = "2.1.0"
    var runs: [Run]

    private enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    init(_ findings: [FileFinding], version: String) {
        let rules = Catalogue.rules
        let places = Dictionary(uniqueKeysWithValues: zip(rules.map(\.id), 0...))
        runs = [
            Run(
                tool: Tool(driver: Driver(version: version, rules: rules.map(Descriptor.init))),
                results: findings.map { Result($0, ruleIndex: places[$0.finding.rule.id] ?? -1) })
        ]
    }

    struct Run: Encodable {
        var tool: Tool
        var columnKind = "unicodeCodePoints"
        var results: [Result]
    }

    struct Tool: Encodable {
        var driver: Driver
    }

    struct Driver: Encodable {
        var name = "heaptide"
        var version: String
        var rules: [Descriptor]
    }

    struct Message: Encodable {
        var text: String
    }

    struct Descriptor: Encodable {
        var id: String
        var shortDescription: Message
        var help: Message
        var defaultConfiguration: [String: String]

        init(_ rule: Rule) {
            id = rule.id
            shortDescription = Message(text: rule.title)
            help = Message(text: rule.change)
            defaultConfiguration = ["level": rule.severity.rawValue]
        }
    }

    struct Result: Encodable {
        var ruleId: String
        var ruleIndex: Int
        var level: String
        var message: Message
        var locations: [Location]

        init(_ found: FileFinding, ruleIndex: Int) {
            ruleId = found.finding.rule.id
            self.ruleIndex = ruleIndex
            level = found.finding.rule.severity.rawValue
            message = Message(text: "\(found.finding.message). \(found.finding.rule.change).")
            locations = [Location(found)]
        }
    }

    struct Location: Encodable {
        var physicalLocation: Physical

        init(_ found: FileFinding) {
            physicalLocation = Physical(
                artifactLocation: Artifact(uri: Self.uri(found.path)),
                region: Region(
                    startLine: found.finding.line, startColumn: found.column, endLine: found.finding.lastLine,
                    snippet: Message(text: found.text)))
        }

        /// A relative path stays relative, to the folder that the check ran in.
        private static func uri(_ path: String) -> String {
            let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
            var text = path.hasPrefix("/") ? "file://" : ""
            for byte in (path.hasPrefix("./") ? String(path.dropFirst(2)) : path).utf8 {
                if allowed.contains(byte) {
                    text.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    let digits = String(byte, radix: 16, uppercase: true)
                    text += "%" + (digits.count == 1 ? "0" : "") + digits
                }
            }
            return text
        }
    }

    struct Physical: Encodable {
        var artifactLocation: Artifact
        var region: Region
    }

    struct Artifact: Encodable {
        var uri: String
    }

    struct Region: Encodable {
        var startLine: Int
        var startColumn: Int
        var endLine: Int
        var snippet: Message
    }
}
