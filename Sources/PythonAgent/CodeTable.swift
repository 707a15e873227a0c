// Code objects are announced once: a number, the file, the name, the first line and the interpreter's line table go
// into the ring before the first frame that uses the number. The table only remembers who was announced; where it
// has no room, a code object is announced again under a new number, which the recorder merges.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// One announced code object. `address` is written last and read first.
private struct CodeEntry {
    var address: UInt64
    var number: UInt64
}

enum CodeTable {
    static let capacity = 1 << 14
    private static let probes = 8

    @inline(__always)
    private static func home(_ address: UInt64) -> Int {
        Int(truncatingIfNeeded: ((address >> 4) &* 0x9E37_79B9_7F4A_7C15) >> 40) & (capacity - probes - 1)
    }

    @inline(__always)
    private static var entries: UnsafeMutablePointer<CodeEntry> {
        WipedRegion.base(WipedRegion.codesOffset).assumingMemoryBound(to: CodeEntry.self)
    }

    @inline(__always)
    private static func addressField(_ entry: UnsafeMutablePointer<CodeEntry>) -> UnsafeMutablePointer<UInt64> {
        UnsafeMutableRawPointer(entry).assumingMemoryBound(to: UInt64.self)
    }

    /// The number of the code object at `address`, announced now if it is new.
    @inline(__always)
    static func number(_ address: UInt64) -> UInt64 {
        let first = entries + home(address)
        for probe in 0..<probes {
            let entry = first + probe
            if heaptide_load_acquire(addressField(entry)) == address {
                let number = entry.pointee.number
                if heaptide_load_acquire(addressField(entry)) == address { return number }
            }
        }
        return announceNew(address, first)
    }

    @inline(never)
    private static func announceNew(_ address: UInt64, _ first: UnsafeMutablePointer<CodeEntry>) -> UInt64 {
        let number = heaptide_fetch_add(WipedRegion.word(WipedRegion.codeCountOffset), 1) &+ 1
        announce(address, number)
        var entry = first + Int(number % UInt64(probes))
        for probe in 0..<probes where (first + probe).pointee.address == 0 {
            entry = first + probe
            break
        }
        heaptide_store_release(addressField(entry), 0)
        entry.pointee.number = number
        heaptide_store_release(addressField(entry), address)
        return number
    }

    /// A code object's block is about to be freed: its address may be another code object's next.
    @inline(never)
    static func forget(_ address: UInt64) {
        let first = entries + home(address)
        for probe in 0..<probes where (first + probe).pointee.address == address {
            heaptide_store_release(addressField(first + probe), 0)
            stackEpoch &+= 1
            updateQuickEpoch()
        }
    }
}

private func announce(_ code: UInt64, _ number: UInt64) {
    let line = UInt64(UInt32(bitPattern: load32(code, layout.code_first_line)))
    emit(word(HEAPTIDE_OP_CODE, number), line)
    announceString(load(code, layout.code_file), number, UInt64(HEAPTIDE_CODE_FILE_1.rawValue))
    announceString(load(code, layout.code_name), number, UInt64(HEAPTIDE_CODE_NAME_1.rawValue))
    let lines = load(code, layout.code_lines)
    if lines != 0 && load(lines, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == bits(python.bytes_type) {
        let size = load(lines, UInt32(HEAPTIDE_PY_BYTES_SIZE))
        announceBytes(lines &+ UInt64(HEAPTIDE_PY_BYTES_DATA), size, number, UInt64(HEAPTIDE_CODE_LINES.rawValue))
    }
}

/// A str's characters where it keeps them: (address, characters, log2 of bytes per character), nil for a foreign one.
@inline(__always)
func stringData(_ string: UInt64) -> (address: UInt64, length: UInt64, shift: UInt64)? {
    guard string != 0, load(string, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == bits(python.unicode_type) else { return nil }
    let state = UInt32(bitPattern: load32(string, UInt32(HEAPTIDE_PY_STRING_STATE)))
    let length = load(string, UInt32(HEAPTIDE_PY_STRING_LENGTH))
    let kind = (state >> 2) & 7
    let isCompact = (state >> 5) & 1 == 1
    let isASCII = (state >> 6) & 1 == 1
    guard kind == 1 || kind == 2 || kind == 4 else { return nil }
    let shift: UInt64 = kind == 4 ? 2 : UInt64(kind - 1)
    if isCompact { return (string &+ UInt64(isASCII ? layout.ascii_data : layout.compact_data), length, shift) }
    return (load(string, layout.compact_data), length, shift)
}

private let longestName: UInt64 = 4096

private func announceString(_ string: UInt64, _ number: UInt64, _ field: UInt64) {
    guard let data = stringData(string) else { return }
    let length = data.length < longestName ? data.length : longestName
    announceBytes(data.address, length << data.shift, number, field &+ data.shift)
}

private let slotsAtOnce: UInt64 = 512

/// Copies bytes into slots behind a CODE_DATA record, in pieces that leave the ring room to breathe.
private func announceBytes(_ address: UInt64, _ count: UInt64, _ number: UInt64, _ field: UInt64) {
    var done: UInt64 = 0
    while done < count {
        let piece = count &- done < slotsAtOnce &* 16 ? count &- done : slotsAtOnce &* 16
        let slots = (piece &+ 15) >> 4
        let index = reserve(slots &+ 1)
        copyToSlots(index &+ 1, from: address &+ done, piece)
        fill(index, word(HEAPTIDE_OP_CODE_DATA, number, field), piece)
        done &+= piece
    }
}

/// Copies `count` bytes into reserved slots, of which `first` is the first, around the ring's end.
func copyToSlots(_ first: UInt64, from address: UInt64, _ count: UInt64) {
    let records = UnsafeMutableRawPointer(process.pointee.records.unsafelyUnwrapped)
    let start = Int((first & ringMask) &* 16)
    let room = Int(HEAPTIDE_RING_CAPACITY_VALUE) &* 16 &- start
    let source = UnsafeRawPointer(bitPattern: UInt(address)).unsafelyUnwrapped
    let head = Int(count) < room ? Int(count) : room
    memcpy(records + start, source, head)
    if head < Int(count) { memcpy(records, source + head, Int(count) &- head) }
}
