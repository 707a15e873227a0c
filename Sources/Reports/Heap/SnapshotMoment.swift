// Which moment of a program a snapshot shows, in words.
package import HeapFile

extension SnapshotFacts {
    /// Part of the high-water mark that was live when the snapshot was taken, 0 to 1; nil if that is not known.
    var peakShare: Double? {
        guard let heapBytes, let peakBytes, peakBytes > 0 else { return nil }
        return Double(heapBytes) / Double(peakBytes)
    }

    /// `95.2 MiB live after 3.2 s, 94 % of the high-water mark (101.0 MiB after 3.5 s)`, `at the high-water mark, 101.0 MiB
    /// after 3.5 s`: that is said of nothing but the same number of bytes. Empty if the moment is not known.
    package var momentText: String {
        let name = moment == "exit" ? "at exit" : ""
        guard let heapBytes else { return name }
        let live = "\(Bytes.text(heapBytes)) live" + Self.after(seconds)
        guard let peakBytes else { return [name, live].filter { !$0.isEmpty }.joined(separator: ", ") }
        if heapBytes >= peakBytes {
            return "at the high-water mark, \(Bytes.text(peakBytes))" + Self.after(peakSeconds)
        }
        let mark = "(\(Bytes.text(peakBytes))\(Self.after(peakSeconds)))"
        let share = "\(Decimal.share(heapBytes, of: peakBytes)) of the high-water mark \(mark)"
        return [name, live, share].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private static func after(_ seconds: Double?) -> String {
        seconds.map { " after \(Decimal.text($0, digits: 1)) s" } ?? ""
    }
}
