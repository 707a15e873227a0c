// The same arithmetic as HeapAccount's, as simply as it can be said: every record looks at everything.

struct HeapOracle {
    struct Block {
        var size: UInt64
        var place: LineClass
        var thread: Int
    }

    private(set) var live: [UInt64: Block] = [:]
    /// Page number → which mapping it belongs to, and whose that is.
    private var pages: [UInt64: (mapping: Int, place: LineClass)] = [:]
    private var mappings = 0
    private var last: [Int: UInt64] = [:]
    private var pending: [Int: Block] = [:]
    private var allocated: [LineClass: BytesAndBlocks] = [:]
    private var temporaries: [LineClass: Int64] = [:]
    private var peak: [LineClass: BytesAndBlocks] = [:]
    private var end: [LineClass: BytesAndBlocks]?
    private(set) var peakTotal = BytesAndBlocks()
    private(set) var allocatedTotal = BytesAndBlocks()
    private(set) var replaced = 0
    /// The line that each thread stands at.
    var lines: [Int: UInt64] = [:]
    static let page: UInt64 = 4096

    private func place(_ thread: Int, _ blockClass: Int) -> LineClass {
        LineClass(line: lines[thread] ?? 0, blockClass: blockClass)
    }

    mutating func allocate(_ address: UInt64, _ size: UInt64, _ thread: Int, _ blockClass: Int) {
        if live[address] != nil { replaced += 1 }
        let place = place(thread, blockClass)
        live[address] = Block(size: size, place: place, thread: thread)
        last[thread] = address
        count(place, size)
        look()
    }

    mutating func free(_ address: UInt64) {
        guard let block = live.removeValue(forKey: address) else { return }
        if last[block.thread] == address {
            temporaries[block.place, default: 0] += 1
            last[block.thread] = nil
        }
    }

    mutating func beginReallocation(_ address: UInt64, _ thread: Int) {
        pending[thread] = live.removeValue(forKey: address)
    }

    mutating func failReallocation(_ address: UInt64, _ thread: Int) {
        guard let block = pending.removeValue(forKey: thread) else { return }
        live[address] = block
        look()
    }

    mutating func newThread(_ thread: Int) {
        last[thread] = nil
        pending[thread] = nil
        lines[thread] = 0
    }

    mutating func map(_ page: UInt64, _ count: UInt64, _ thread: Int) {
        mappings += 1
        let place = place(thread, 3)
        for page in page..<(page + count) { pages[page] = (mappings, place) }
        self.count(place, count * Self.page)
        look()
    }

    /// Returns whether anything was mapped there.
    mutating func unmap(_ page: UInt64, _ count: UInt64) -> Bool {
        let before = pages.count
        for page in page..<(page + count) { pages[page] = nil }
        return pages.count < before
    }

    mutating func finish() { if end == nil { end = now } }

    private mutating func count(_ place: LineClass, _ size: UInt64) {
        allocated[place, default: BytesAndBlocks()] =
            allocated[place, default: BytesAndBlocks()]
            + BytesAndBlocks(Int64(size), 1)
        allocatedTotal = allocatedTotal + BytesAndBlocks(Int64(size), 1)
    }

    /// All that is live, summed up anew. A mapping is as many blocks as it has runs of pages.
    var now: [LineClass: BytesAndBlocks] {
        var now: [LineClass: BytesAndBlocks] = [:]
        for block in live.values {
            now[block.place] = now[block.place, default: BytesAndBlocks()] + BytesAndBlocks(Int64(block.size), 1)
        }
        for (page, owner) in pages {
            let isFirst = pages[page - 1]?.mapping != owner.mapping
            now[owner.place] =
                now[owner.place, default: BytesAndBlocks()]
                + BytesAndBlocks(Int64(Self.page), isFirst ? 1 : 0)
        }
        return now
    }

    var total: BytesAndBlocks { now.values.reduce(BytesAndBlocks(), +) }

    private mutating func look() {
        let total = total
        guard total.bytes > peakTotal.bytes else { return }
        peakTotal = total
        peak = now
    }

    var figures: [LineClass: LineFigures] {
        let now = now
        var figures: [LineClass: LineFigures] = [:]
        for place in Set(now.keys).union(allocated.keys) {
            figures[place] = LineFigures(
                live: now[place] ?? BytesAndBlocks(), peak: peak[place] ?? BytesAndBlocks(),
                end: (end ?? now)[place] ?? BytesAndBlocks(), allocated: allocated[place] ?? BytesAndBlocks(),
                temporaries: temporaries[place] ?? 0)
        }
        return figures
    }
}
