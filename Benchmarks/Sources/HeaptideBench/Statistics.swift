import Foundation

/// The two averages of the table.
enum Statistics {
    /// The middle value, or the mean of the two middle ones; nil of nothing.
    static func median(of values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The geometric mean of positive values; nil of nothing.
    static func geometricMean(of values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        return exp(values.map(log).reduce(0, +) / Double(values.count))
    }
}
