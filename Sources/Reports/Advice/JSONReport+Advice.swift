// Advice in the JSON of a report.
import Advice

extension JSONReport {
    /// A habit, what it costs in this recording, what to do instead.
    struct Advice: Encodable {
        var rule: String
        var severity: String
        var file: String
        var line: Int
        var message: String
        var change: String
        var source: String
        var figure: String
        var bytes: Int
        @Nullable var blocks: Int?
        var saves_bytes: Int
        var is_upper_bound: Bool

        init(_ item: AdviceItem) {
            rule = item.rule.id
            severity = item.rule.severity.rawValue
            file = item.file
            line = item.finding.finding.line
            message = item.finding.finding.message
            change = item.rule.change
            source = item.finding.text
            figure = item.figure.rawValue
            bytes = item.bytes
            blocks = item.blocks
            saves_bytes = item.savesBytes
            is_upper_bound = !item.isExact
        }
    }
}
