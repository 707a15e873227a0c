// The words of a heap walk on their way to the reader. All of it runs in a forked child: no libc allocation, no lock.
import CAgentABI
import CAgentPlatform
import CPythonABI

private let addressMask: UInt64 = (1 << 48) - 1

/// A buffer before a socket. The child ends when the reader has gone.
enum HeapStream {
    nonisolated(unsafe) private static var words: UnsafeMutablePointer<UInt64>! = nil
    nonisolated(unsafe) private static var count = 0
    nonisolated(unsafe) private static var socket: Int32 = -1
    nonisolated(unsafe) private(set) static var objects: UInt64 = 0
    nonisolated(unsafe) private(set) static var edges: UInt64 = 0

    private static let capacity = 1 << 16
    /// No record but ITEMS, NAME and VALUE is longer; those make room for themselves.
    private static let longestRecord = 8
    private static let brokenExit: Int32 = 3

    /// False if there is no memory for the buffer.
    static func prepare(_ descriptor: Int32) -> Bool {
        guard let pages = mapPages(capacity * 8) else { return false }
        words = pages.assumingMemoryBound(to: UInt64.self)
        count = 0
        socket = descriptor
        objects = 0
        edges = 0
        return true
    }

    static func release() { munmap(words, capacity * 8) }

    static func flush() {
        var done = 0
        let bytes = UnsafeRawPointer(words!)
        while done < count &* 8 {
            let written = write(socket, bytes + done, count &* 8 &- done)
            if written <= 0 {
                if written < 0 && heaptide_errno() == EINTR { continue }
                _exit(brokenExit)
            }
            done &+= written
        }
        count = 0
    }

    @inline(__always)
    private static func put(_ word: UInt64) {
        words[count] = word
        count &+= 1
    }

    @inline(__always)
    private static func begin(_ tag: heaptide_heap_tag, _ address: UInt64, _ detail: UInt64) {
        if count > capacity &- longestRecord { flush() }
        put(
            address & addressMask | detail << UInt64(HEAPTIDE_HEAP_DETAIL_SHIFT)
                | UInt64(tag.rawValue) << UInt64(HEAPTIDE_HEAP_TAG_SHIFT))
    }

    static func start(_ order: borrowing SnapshotOrder, serial: UInt32) {
        begin(HEAPTIDE_HEAP_BEGIN, UInt64(HEAPTIDE_HEAP_MAGIC), UInt64(order.reason.rawValue))
        put(UInt64(HEAPTIDE_HEAP_VERSION) | UInt64(layout.minor) << 32)
        put(UInt64(UInt32(bitPattern: HeapWalk.programPid)) | UInt64(serial) << 32)
        put(UInt64(bitPattern: Int64(time(nil))))
        if let version = python.get_version() { text(HEAPTIDE_HEAP_RUNTIME, version) }
        if let target = order.target { text(HEAPTIDE_HEAP_TARGET, target) }
    }

    private static func text(_ tag: heaptide_heap_tag, _ string: UnsafePointer<CChar>) {
        let count = UInt64(strlen(string))
        begin(tag, 0, 0)
        put(count)
        bytes(UInt64(UInt(bitPattern: string)), count)
    }

    static func end(nanoseconds: UInt64) {
        begin(HEAPTIDE_HEAP_END, 0, 0)
        put(objects)
        put(edges)
        put(nanoseconds)
        flush()
    }

    @inline(__always)
    static func object(
        _ address: UInt64, _ flags: UInt64, size: UInt64, type: UInt32, references: UInt64, savings: UInt64
    ) {
        begin(HEAPTIDE_HEAP_OBJECT, address, flags)
        put(sizeAndType(size, type))
        put(references & 0xFFFF_FFFF | min(savings, 0xFFFF_FFFF) << 32)
        objects &+= 1
    }

    static func room(_ used: UInt64, of room: UInt64, unused: UInt64) {
        begin(HEAPTIDE_HEAP_ROOM, used, 0)
        put(min(room, 0xFFFF_FFFF) | min(unused, 0xFFFF_FFFF) << 32)
    }

    @inline(__always)
    static func leaf(_ address: UInt64, _ flags: UInt64, size: UInt64, type: UInt32, hash: UInt64) {
        begin(HEAPTIDE_HEAP_LEAF, address, flags)
        put(sizeAndType(size, type))
        put(hash)
        objects &+= 1
    }

    @inline(__always)
    private static func sizeAndType(_ size: UInt64, _ type: UInt32) -> UInt64 {
        min(size, (1 << UInt64(HEAPTIDE_HEAP_SIZE_BITS)) &- 1) | UInt64(type) << UInt64(HEAPTIDE_HEAP_SIZE_BITS)
    }

    @inline(__always)
    static func edge(_ target: UInt64, _ label: UInt64, _ name: UInt64) {
        begin(HEAPTIDE_HEAP_EDGE, target, label)
        put(name)
        edges &+= 1
    }

    /// A word that may be a reference.
    static func possible(_ target: UInt64) {
        begin(HEAPTIDE_HEAP_EDGE, target, UInt64(HEAPTIDE_HEAP_EDGE_POSSIBLE.rawValue))
        put(0)
        edges &+= 1
    }

    static func synthetic(
        _ kind: heaptide_heap_synthetic, _ identity: UInt64, number: UInt64, name: UInt64, file: UInt64
    ) {
        begin(HEAPTIDE_HEAP_SYNTHETIC, identity, UInt64(kind.rawValue))
        put(number)
        put(name)
        put(file)
    }

    /// Which variable a cell holds.
    static func cell(_ address: UInt64, _ name: UInt64) {
        begin(HEAPTIDE_HEAP_CELL, address, 0)
        put(name)
    }

    static func opaque(_ address: UInt64) { begin(HEAPTIDE_HEAP_OPAQUE, address, 0) }

    /// Targets in a row, null ones too, all told before the first is visited: a visit may send records of its own.
    @inline(__always)
    static func items(_ targets: UnsafePointer<UInt64>, _ total: Int, _ label: UInt64, _ visit: (UInt64) -> Void) {
        var done = 0
        while done < total {
            let piece = min(total &- done, capacity / 2)
            if count &+ piece &+ longestRecord > capacity { flush() }
            begin(HEAPTIDE_HEAP_ITEMS, UInt64(piece), label)
            put(UInt64(done))
            for index in done..<(done &+ piece) { put(targets[index] & addressMask) }
            for index in done..<(done &+ piece) where targets[index] != 0 {
                edges &+= 1
                visit(targets[index])
            }
            done &+= piece
        }
    }

    static func type(_ address: UInt64, _ flags: UInt64, nameBytes: UInt64) {
        begin(HEAPTIDE_HEAP_TYPE, address, flags)
        put(nameBytes)
    }

    static func name(_ identity: UInt64, _ address: UInt64, _ count: UInt64, width: UInt64) {
        begin(HEAPTIDE_HEAP_NAME, identity, width)
        put(count)
        bytes(address, count)
    }

    static func value(_ identity: UInt64, _ address: UInt64, _ count: UInt64, width: UInt64) {
        begin(HEAPTIDE_HEAP_VALUE, identity, width)
        put(count)
        bytes(address, count)
    }

    /// At most `HEAPTIDE_HEAP_LONGEST_NAME` × 4 bytes, padded to whole words.
    static func bytes(_ address: UInt64, _ total: UInt64) {
        let wanted = Int(total &+ 7) / 8
        if count &+ wanted > capacity { flush() }
        if wanted == 0 { return }
        words[count &+ wanted &- 1] = 0
        memcpy(words + count, UnsafeRawPointer(bitPattern: UInt(address)).unsafelyUnwrapped, Int(total))
        count &+= wanted
    }
}
