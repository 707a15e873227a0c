// Symbols of an executable or a shared object, read from where it is loaded.

/// The dynamic symbols of an ELF object in another process's memory. As the loader mapped them there, it does not matter
/// what has become of the file since.
///
/// Nothing in that memory is trusted: every table is read within a bound, and what cannot be read is not there.
struct LoadedObject {
    /// What is added to the addresses of the file.
    let bias: UInt64
    private let memory: ProcessMemory
    private let extent: Range<UInt64>
    private var tables: [UInt64: UInt64] = [:]

    private enum Tag {
        static let (hash, strings, symbols, gnuHash): (UInt64, UInt64, UInt64, UInt64) = (4, 5, 6, 0x6fff_fef5)
    }

    /// - Parameter base: where its ELF header is mapped.
    /// - Returns: nil if no x86_64 ELF object is there.
    init?(_ memory: ProcessMemory, base: UInt64) {
        guard let header = ELFHeader(memory.bytes(base, ELFHeader.bytes) ?? []),
            let segments = memory.bytes(base &+ header.segments, header.segmentCount * 56).map(ELFSegment.list)
        else { return nil }
        let loaded = segments.filter { $0.type == 1 }
        guard let first = loaded.map(\.address).min(), let last = loaded.map({ $0.address &+ $0.bytes }).max(),
            first <= last
        else { return nil }
        self.memory = memory
        bias = base &- (first & ~4095)
        let start = bias &+ first
        extent = start..<max(start, bias &+ last)
        if let dynamic = segments.first(where: { $0.type == 2 }) { readTables(bias &+ dynamic.address) }
    }

    /// The dynamic section: pairs of a tag and a value. glibc's loader makes addresses absolute in some objects.
    private mutating func readTables(_ address: UInt64) {
        for index in 0..<256 {
            let place = address &+ UInt64(index * 16)
            guard let tag: UInt64 = memory.load(place), tag != 0, let value: UInt64 = memory.load(place &+ 8) else {
                break
            }
            tables[tag] = extent.contains(value) ? value : value &+ bias
        }
    }

    /// Whether it has a table of dynamic symbols at all.
    var hasSymbols: Bool { tables[Tag.symbols] != nil && tables[Tag.strings] != nil }

    /// The address in the process of a function or variable that the object exports; nil if it does not.
    func address(of name: String) -> UInt64? {
        guard hasSymbols else { return nil }
        let name = Array(name.utf8) + [0]
        if let table = tables[Tag.gnuHash] { return findByGNUHash(name, table) }
        if let table = tables[Tag.hash] { return findByHash(name, table) }
        return nil
    }

    /// The GNU hash table: bit filter, buckets, and for each symbol its hash, the last of a bucket with the low bit set.
    private func findByGNUHash(_ name: [UInt8], _ table: UInt64) -> UInt64? {
        let hash = name.dropLast().reduce(5381 as UInt32) { $0 &* 33 &+ UInt32($1) }
        guard let buckets: UInt32 = memory.load(table), buckets > 0, let firstSymbol: UInt32 = memory.load(table &+ 4),
            let filterWords: UInt32 = memory.load(table &+ 8)
        else { return nil }
        let bucketTable = table &+ 16 &+ UInt64(filterWords) * 8
        let chains = bucketTable &+ UInt64(buckets) * 4
        guard var symbol: UInt32 = memory.load(bucketTable &+ UInt64(hash % buckets) * 4) else { return nil }
        for _ in 0..<100_000 where symbol >= firstSymbol {
            guard let chained: UInt32 = memory.load(chains &+ UInt64(symbol - firstSymbol) * 4) else { return nil }
            if chained | 1 == hash | 1, let found = definition(symbol, name) { return found }
            if chained & 1 == 1 { return nil }
            symbol &+= 1
        }
        return nil
    }

    /// The older hash table: the count of buckets and of symbols, buckets, chains.
    private func findByHash(_ name: [UInt8], _ table: UInt64) -> UInt64? {
        guard let buckets: UInt32 = memory.load(table), let symbols: UInt32 = memory.load(table &+ 4) else {
            return nil
        }
        for symbol in 1..<max(1, min(symbols, 200_000)) where buckets > 0 {
            if let found = definition(symbol, name) { return found }
        }
        return nil
    }

    private func definition(_ index: UInt32, _ name: [UInt8]) -> UInt64? {
        guard let bytes = memory.bytes(tables[Tag.symbols]! &+ UInt64(index) * 24, 24) else { return nil }
        let symbol = ELFSymbol(bytes[...])
        guard symbol.isDefined, memory.bytes(tables[Tag.strings]! &+ UInt64(symbol.name), name.count) == name else {
            return nil
        }
        return bias &+ symbol.value
    }
}
