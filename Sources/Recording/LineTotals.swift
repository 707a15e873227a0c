// What single lines hold, known while a recording is written: which of them matter is not read back from the file.

/// Figures of the stacks that end in one line.
struct LineTotals: Sendable {
    private(set) var peakBytes: Int64 = 0
    private(set) var endBytes: Int64 = 0
    private(set) var allocatedBytes: Int64 = 0
    private(set) var temporaries: Int64 = 0

    static func none(count: Int) -> [LineTotals] { [LineTotals](repeating: LineTotals(), count: count) }

    mutating func add(_ cell: Checkpoint.Cell) {
        peakBytes &+= cell.peakBytes
        endBytes &+= cell.endBytes
        allocatedBytes &+= cell.allocatedBytes
        temporaries &+= cell.temporaries
    }

    mutating func add(_ other: LineTotals) {
        peakBytes &+= other.peakBytes
        endBytes &+= other.endBytes
        allocatedBytes &+= other.allocatedBytes
        temporaries &+= other.temporaries
    }

    /// The places of the `most` largest by any of the figures. Those that are 0 are not large.
    ///
    /// - Complexity: O(n), few of which ever are among the largest so far.
    static func largest(_ figures: [LineTotals], most: Int) -> Set<Int> {
        var places: Set<Int> = []
        for figure in [\LineTotals.peakBytes, \.endBytes, \.allocatedBytes, \.temporaries] {
            places.formUnion(largest(figures.map { $0[keyPath: figure] }, most))
        }
        return places
    }

    private static func largest(_ values: [Int64], _ most: Int) -> [Int] {
        var largest: [(value: Int64, place: Int)] = []
        for (place, value) in values.enumerated() where value > (largest.count < most ? 0 : largest[most - 1].value) {
            let index = largest.firstIndex { $0.value < value } ?? largest.count
            largest.insert((value, place), at: index)
            if largest.count > most { largest.removeLast() }
        }
        return largest.map(\.place)
    }
}

extension HeapAccount {
    /// By location.
    ///
    /// - Complexity: O(cells).
    func lineTotals() -> [LineTotals] {
        var figures = LineTotals.none(count: codes.locations.count)
        for index in 1..<max(1, cells.count) {
            let cell = finalCell(index)
            figures[Int(tree.locations[Int(cell.stack)])].add(cell)
        }
        return figures
    }
}
