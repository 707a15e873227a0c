import SyntheticHeap

/// What an input suffers: bytes, numbers, names, whole parts.
enum V8Damage {
    static func done(to text: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var text = text
        for _ in 0...random.draw(3) where !text.isEmpty {
            switch random.draw(8) {
            case 0: text.removeLast(random.draw(text.count))
            case 1: text[random.draw(text.count)] = UInt8(truncatingIfNeeded: random.next())
            case 2: move(&text, &random)
            case 3: text[random.draw(text.count)] = Array("[]{}\",:-".utf8)[random.draw(8)]
            default: number(&text, &random)
            }
        }
        return text
    }

    /// Some bytes are missing, or there twice.
    private static func move(_ text: inout [UInt8], _ random: inout SplitMix) {
        let start = random.draw(text.count)
        let range = start..<min(text.count, start + 1 + random.draw(200))
        if random.draw(2) == 0 { text.removeSubrange(range) } else { text.insert(contentsOf: text[range], at: start) }
    }

    /// A number becomes another: its neighbour, none, a negative, or one that is much too large.
    private static func number(_ text: inout [UInt8], _ random: inout SplitMix) {
        let isDigit = { (byte: UInt8) in byte >= 0x30 && byte <= 0x39 }
        guard let start = text[random.draw(text.count)...].firstIndex(where: isDigit) else { return }
        let end = text[start...].firstIndex { !isDigit($0) } ?? text.count
        let value = Int(String(decoding: text[start..<end], as: UTF8.self)) ?? 0
        let others = [
            "\(value &+ 1)", "\(max(0, value - 1))", "-\(value)", "0", "\(random.draw(1000))", "4294967295",
            "4294967296",
            "18446744073709551616", "9223372036854775807", "1e9", "0.5", "\(value)\(value)",
        ]
        text.replaceSubrange(start..<end, with: Array(others[random.draw(others.count)].utf8))
    }

    /// The same with allocations that were traced, in cycles of calls too deep for recursion.
    static func withTraces(_ text: [UInt8]) -> [UInt8] {
        var text = String(decoding: text, as: UTF8.self)
        let depth = 2000
        let open = (1...depth).map { "\($0),\($0 % 2),1,8,[" }.joined()
        text.replace("\"trace_function_infos\":[]", with: "\"trace_function_infos\":[0,0,0,0,0,0,1,1,1,5,12,3]")
        text.replace("\"trace_tree\":[]", with: "\"trace_tree\":[" + open + String(repeating: "]", count: depth) + "]")
        return Array(text.utf8)
    }
}
