// Sizes as people write them.
import ArgumentParser

/// A number of bytes: `1500`, `64K`, `512MiB`, `2G`. Binary units, with or without `iB`; `MB` is 10^6.
struct ByteSize: ExpressibleByArgument, Equatable {
    let bytes: Int64

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), number.isFinite else { return nil }
        guard let unit = Self.unit(argument.dropFirst(digits.count).lowercased()) else { return nil }
        let bytes = number * unit
        guard bytes >= 0, bytes < 9e18 else { return nil }
        self.bytes = Int64(bytes)
    }

    private static func unit(_ suffix: String) -> Double? {
        if suffix.isEmpty || suffix == "b" { return 1 }
        let powers: [Character: Double] = ["k": 1, "m": 2, "g": 3, "t": 4]
        guard let first = suffix.first, let power = powers[first] else { return nil }
        func raise(_ base: Double) -> Double { (0..<Int(power)).reduce(1) { value, _ in value * base } }
        switch suffix.dropFirst() {
        case "", "i", "ib": return raise(1024)
        case "b": return raise(1000)
        default: return nil
        }
    }
}
