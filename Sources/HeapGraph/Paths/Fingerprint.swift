/// FNV-1a with 64 bits (Fowler, Noll, Vo): the same for the same bytes in every version of this program.
package struct Fingerprint {
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    /// 16 hex digits of a path: kinds, names and types of its steps.
    package static func of(_ steps: some Sequence<GeneralStep>) -> String {
        var fingerprint = Fingerprint()
        for step in steps {
            fingerprint.add(step.kind == .key || step.kind == .element ? "[x]" : "\(step.kind.rawValue)")
            fingerprint.add(step.name)
            fingerprint.add(step.type)
            fingerprint.add(step.holder)
        }
        return fingerprint.text
    }

    /// 16 hex digits of a text.
    package static func of(text: String) -> String {
        var fingerprint = Fingerprint()
        fingerprint.add(text)
        return fingerprint.text
    }

    /// Adds a text and its end.
    private mutating func add(_ text: String) {
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
    }

    private var text: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
