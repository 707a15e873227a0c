// The text of a .heapsnapshot, packed or not, as memory.
import CZlib
import Glibc
import HeapFile
import HeapGraph

/// Bytes that are a mapped file, or what was unpacked of one.
final class SnapshotText: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    private let owner: Owner

    private enum Owner {
        case file(MappedFile)
        case memory(Column<UInt8>)
    }

    /// - Throws: `HeapFileError` if the file cannot be read or unpacked, or is no text of V8's.
    init(_ path: String) throws(HeapFileError) {
        let input = try InputFile(path)
        guard input.kind == .v8Snapshot || input.kind == .gzip else { throw input.kind.complaint(of: path) }
        guard let file = MappedFile(input.descriptor, count: input.byteCount) else { throw .system("read", path) }
        if input.kind == .v8Snapshot {
            bytes = file.bytes
            owner = .file(file)
            return
        }
        let column = try Self.unpack(file.bytes, path).frozen()
        bytes = column.bytes
        owner = .memory(column)
        guard FileKind(prefixOf: bytes) == .v8Snapshot else {
            throw HeapFileError("\(path) is packed with gzip, and what is in it is no .heapsnapshot")
        }
    }

    private static let pieceSize = 1 << 22

    /// The rest of the memory is left to the heap: a text that would take more than half of it is not unpacked.
    private static func unpack(
        _ packed: UnsafeRawBufferPointer, _ path: String
    ) throws(HeapFileError) -> MutableColumn<UInt8> {
        var text = MutableColumn<UInt8>(capacity: min(packed.count * 8, 1 << 30))
        let limit = FreeMemory.bytes / 2
        var stream = z_stream()
        guard heaptide_gunzip_begin(&stream) == Z_OK else { throw HeapFileError("cannot unpack \(path)") }
        defer { inflateEnd(&stream) }
        let input = UnsafeMutablePointer(mutating: packed.baseAddress!.assumingMemoryBound(to: UInt8.self))
        var read = 0
        while true {
            text.reserve(text.count + pieceSize)
            let count = min(packed.count - read, 1 << 30)
            stream.next_in = input + read
            stream.avail_in = UInt32(count)
            stream.next_out = text.base + text.count
            stream.avail_out = UInt32(pieceSize)
            let result = inflate(&stream, Z_NO_FLUSH)
            read += count - Int(stream.avail_in)
            text.setCount(text.count + pieceSize - Int(stream.avail_out))
            if result == Z_STREAM_END { return text }
            guard result == Z_OK, read < packed.count || stream.avail_out == 0 else {
                let problem = result == Z_DATA_ERROR ? "damaged" : "truncated"
                throw HeapFileError("\(path) is \(problem): it cannot be unpacked beyond byte \(read); take it again")
            }
            guard text.count < limit else {
                throw HeapFileError(
                    "\(path) is larger unpacked than half of the free memory; unpack it (gunzip) and open the file")
            }
        }
    }

    /// Tells the kernel that these bytes will hardly be read again. What was unpacked stays as it is.
    func forget(_ range: Range<Int>) {
        guard case .file = owner else { return }
        let page = 4096
        let start = (UInt(bitPattern: bytes.baseAddress) + UInt(range.lowerBound) + UInt(page) - 1) & ~UInt(page - 1)
        let end = (UInt(bitPattern: bytes.baseAddress) + UInt(range.upperBound)) & ~UInt(page - 1)
        if start < end { madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED) }
    }
}

/// Memory that a process can still take without others giving up theirs.
enum FreeMemory {
    /// `MemAvailable` of /proc/meminfo; `Int.max` where that cannot be told.
    static var bytes: Int {
        guard let file = fopen("/proc/meminfo", "r") else { return .max }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            var kilobytes: Int = 0
            if withUnsafeMutablePointer(to: &kilobytes, { withVaList([$0]) { vsscanf(line, "MemAvailable: %ld", $0) } })
                == 1
            {
                return kilobytes << 10
            }
        }
        return .max
    }
}
