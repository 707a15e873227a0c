// What the executable carries: the scripts that ask an interpreter for syntax, and the pages of docs/rules.
import CAdviceAssets

enum AdviceAssets {
    static let pythonScript = text(heaptide_syntax_python)
    static let javascriptScript = text(heaptide_syntax_javascript)

    /// The page of a rule; nil if there is none of this name.
    static func page(_ rule: String) -> String? {
        (0..<heaptide_rule_page_count).map { heaptide_rule_page($0) }
            .first { String(cString: $0.name) == rule }
            .map { text($0.text) }
    }

    private static func text(_ asset: heaptide_advice_text) -> String {
        String(decoding: UnsafeRawBufferPointer(start: asset.bytes, count: asset.count), as: UTF8.self)
    }
}
