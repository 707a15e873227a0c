import HeapGraph
import Testing

@Suite struct ColumnTests {
    @Test(arguments: [0, 1, 15, 16, 17, 5000, 200_000]) func whatIsAppendedIsThere(count: Int) {
        var column = MutableColumn<UInt64>()
        for index in 0..<count { column.append(UInt64(index) * 3) }
        let frozen = column.frozen()
        #expect(frozen.count == count)
        #expect(frozen.elementsEqual((0..<count).map { UInt64($0) * 3 }))
        #expect(frozen.bytes.count == count * 8)
    }

    @Test func zeroesAreZero() {
        for count in [1, 1000, 3_000_000] {
            var column = MutableColumn<UInt8>(zeroes: count)
            column[count - 1] = 1
            #expect(column.frozen().reduce(0) { $0 + Int($1) } == 1)
        }
    }

    @Test func aColumnKeepsItsOwnerAlive() {
        final class Owner {
            let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: 4)
            deinit { memory.deallocate() }
        }
        weak var watched: Owner?
        do {
            let owner = Owner()
            owner.memory.initialize(repeating: 7, count: 4)
            watched = owner
            let column = Column(owner: owner, base: UnsafePointer(owner.memory), count: 4)
            let copy = column
            #expect(Array(copy) == [7, 7, 7, 7])
        }
        #expect(watched == nil)
        var column: Column<UInt32>? = nil
        do {
            let owner = Owner()
            owner.memory.initialize(repeating: 7, count: 4)
            watched = owner
            column = Column(owner: owner, base: UnsafePointer(owner.memory), count: 4)
        }
        #expect(watched != nil && column?[3] == 7)
    }

    @Test func readingBeyondTheEndTraps() async {
        await #expect(processExitsWith: .failure) { _ = Column<UInt32>([1, 2, 3])[3] }
        await #expect(processExitsWith: .failure) { _ = Column<UInt32>([1, 2, 3])[-1] }
        await #expect(processExitsWith: .failure) {
            var column = MutableColumn<UInt32>(zeroes: 3)
            column[3] = 1
        }
    }

    @Test func namesAreInternedOnce() {
        var names = NameInterner()
        let texts = (0..<5000).map { "name\($0 % 2500)" }
        let numbers = texts.map { names.intern($0) }
        #expect(Set(numbers).count == 2500 && !numbers.contains(0))
        #expect(names.intern("") == 0)
        let table = names.table()
        #expect(table.count == 2501)
        for (text, number) in zip(texts, numbers) { #expect(table[number] == text) }
        #expect(table[0] == "")
    }

    @Test func longNamesAreCutBetweenCharacters() {
        var names = NameInterner(longestName: 10)
        let numbers = ["0123456789", "0123456789a", "0123456789b", "012345ääää", "ääääää"].map { names.intern($0) }
        let table = names.table()
        #expect(numbers.map { table[$0] } == ["0123456789", "0123456…", "0123456…", "012345…", "äää…"])
        #expect(numbers[1] == numbers[2])
    }

    @Test func aFullTableRefuses() {
        var names = NameInterner(mostBytes: 10)
        #expect(names.intern("01234") == 1)
        #expect(names.intern("56789") == 2)
        #expect(names.intern("x") == 0)
        #expect(names.intern("01234") == 1)
        #expect(names.refused == 1)
    }

    @Test func labelsHoldWhatTheyAreGiven() {
        for kind in EdgeKind.allCases {
            for strength in [EdgeStrength.strong, .promoted, .weak, .shortcut] {
                let label = EdgeLabel(kind, 12345, strength: strength)
                #expect(label.kind == kind && label.strength == strength && label.value == 12345)
            }
        }
        #expect(EdgeLabel(.element, .max).value == EdgeLabel.maximumValue)
        #expect(EdgeLabel(.property, EdgeLabel.maximumValue + 1).value == 0)
        #expect(EdgeLabel(.property, EdgeLabel.maximumValue).value == EdgeLabel.maximumValue)
    }
}
