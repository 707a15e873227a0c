/// A reason why the benchmarks cannot run: one line that says what is wrong and what to do.
struct BenchmarkError: Error, CustomStringConvertible {
    /// The line.
    let description: String

    /// An error with the line `description`.
    init(_ description: String) {
        self.description = description
    }
}
