// From an address to the number of the object that lies there: one bit for every eight bytes of the parts of the address
// space that hold objects, and a count of bits before each group of them.
import HeapGraph

/// A set of addresses below 2^48, cut into chunks of the address space.
private struct AddressBits: ~Copyable {
    /// For each span of address space between the first and the last, its chunk and one; 0 = nothing is there.
    var directory: MutableColumn<UInt32>
    let firstSpan: Int
    var bits: MutableColumn<UInt64>

    static let spanShift: UInt64 = 20
    static let wordsPerChunk = 1 << Int(spanShift - 9)
    static let highestAddress: UInt64 = (1 << 48) - 1

    /// Nil if the addresses lie in more than `mostChunks` spans.
    init?(_ addresses: borrowing MutableColumn<UInt64>, mostChunks: Int) {
        var lowest = UInt64.max
        var highest: UInt64 = 0
        for index in 0..<addresses.count where addresses.base[index] <= Self.highestAddress {
            lowest = min(lowest, addresses.base[index])
            highest = max(highest, addresses.base[index])
        }
        let first = highest == 0 ? 0 : Int(lowest >> Self.spanShift)
        let spans = highest == 0 ? 0 : Int(highest >> Self.spanShift) - first + 1
        var directory = MutableColumn<UInt32>(zeroes: spans, isSparse: true)
        var used: [Int] = []
        for index in 0..<addresses.count where addresses.base[index] <= Self.highestAddress {
            let span = Int(addresses.base[index] >> Self.spanShift) - first
            if directory.base[span] == 0 {
                directory.base[span] = 1
                used.append(span)
                if used.count > mostChunks { return nil }
            }
        }
        // Chunks in the order of addresses, so that counts ascend.
        used.sort()
        for (chunk, span) in used.enumerated() { directory.base[span] = UInt32(chunk + 1) }
        self.directory = directory
        firstSpan = first
        bits = MutableColumn(zeroes: used.count * Self.wordsPerChunk)
    }

    @inline(__always)
    func place(of address: UInt64) -> (word: Int, bit: UInt64)? {
        let span = Int(truncatingIfNeeded: address >> Self.spanShift) &- firstSpan
        guard span >= 0, span < directory.count, directory.base[span] != 0 else { return nil }
        let inChunk = (address >> 3) & ((1 << (Self.spanShift &- 3)) &- 1)
        return (Int(directory.base[span] &- 1) &* Self.wordsPerChunk &+ Int(inChunk >> 6), inChunk & 63)
    }
}

/// Ranks of a set of addresses below 2^48.
///
/// - Complexity: O(n) to make; O(1) to look up, two loads that are near each other for near addresses. About 1/50 of the
///   memory that the objects spread over, and 4 bytes an address. Where they are spread so thinly that this would be more
///   than 64 MiB and 64 bytes an address, as no heap is, a hash table of at most 50 bytes an address.
struct AddressRanks: ~Copyable {
    private let set: AddressBits
    /// Addresses before each word.
    private let before: MutableColumn<UInt32>
    /// Position in the given column by rank.
    private let positions: MutableColumn<UInt32>
    /// Positions and one, where there is no set.
    private var scattered = AddressNumbers()
    private let isScattered: Bool

    /// Memory that is spent however few addresses there are.
    static let fixedBytes = 64 << 20
    private static let bytesPerAddress = 64
    private static let chunkBytes = AddressBits.wordsPerChunk * 12

    /// - Parameter addresses: of two equal ones the later counts; what is above 2^48 is left out.
    init(_ addresses: borrowing MutableColumn<UInt64>) {
        let mostChunks = (Self.fixedBytes + Self.bytesPerAddress * addresses.count) / Self.chunkBytes
        if let set = AddressBits(addresses, mostChunks: mostChunks) {
            self.init(set, addresses)
        } else {
            self.init(scattered: addresses)
        }
    }

    private init(scattered addresses: borrowing MutableColumn<UInt64>) {
        set = AddressBits(MutableColumn(), mostChunks: 0)!
        before = MutableColumn()
        positions = MutableColumn()
        isScattered = true
        for index in 0..<addresses.count where addresses.base[index] <= AddressBits.highestAddress {
            scattered.set(addresses.base[index] | 7, UInt32(truncatingIfNeeded: index + 1))
        }
    }

    private init(_ set: consuming AddressBits, _ addresses: borrowing MutableColumn<UInt64>) {
        isScattered = false
        for index in 0..<addresses.count {
            if let place = set.place(of: addresses.base[index]) { set.bits.base[place.word] |= 1 << place.bit }
        }
        var before = MutableColumn<UInt32>(zeroes: set.bits.count)
        var total: UInt32 = 0
        for word in 0..<set.bits.count {
            before.base[word] = total
            total &+= UInt32(set.bits.base[word].nonzeroBitCount)
        }
        var positions = MutableColumn<UInt32>(zeroes: Int(total))
        for index in 0..<addresses.count {
            guard let place = set.place(of: addresses.base[index]) else { continue }
            positions.base[Self.rank(place, set.bits.base[place.word], before)] = UInt32(truncatingIfNeeded: index)
        }
        self.set = set
        self.before = before
        self.positions = positions
    }

    /// Memory that it takes.
    var byteCount: Int {
        self.set.bits.count * 12 + positions.count * 4 + scattered.byteCount
    }

    @inline(__always)
    private static func rank(
        _ place: (word: Int, bit: UInt64), _ word: UInt64, _ before: borrowing MutableColumn<UInt32>
    ) -> Int {
        Int(before.base[place.word]) &+ (word & ((1 << place.bit) &- 1)).nonzeroBitCount
    }

    /// Position of the address in the column, nil if it is not there. Addresses are told apart by their upper 45 bits.
    @inline(__always)
    func position(of address: UInt64) -> Int? {
        if isScattered {
            let number = address > AddressBits.highestAddress ? 0 : scattered.number(of: address | 7)
            return number == 0 ? nil : Int(number) - 1
        }
        guard let place = set.place(of: address) else { return nil }
        let word = set.bits.base[place.word]
        guard word >> place.bit & 1 == 1 else { return nil }
        return Int(positions.base[Self.rank(place, word, before)])
    }
}
