// What the agent knows, by lifetime. Plain words at fixed places: nothing here is allocated, counted or lazily made.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// State of this process that a forked child must not inherit. It lives in memory that the kernel zeroes in a child
/// (MADV_WIPEONFORK), so the first hook of a child sees `isReady == 0` however the child came about, atfork or not.
struct ProcessState {
    /// `stackEpoch` while hooks record without further questions, 0 while there is anything else to ask. See
    /// `updateQuickEpoch`.
    var quickEpoch: UInt64
    /// 1 while hooks record; 0 sends them through `enterSlowly`.
    var isReady: UInt64
    var header: UnsafeMutablePointer<heaptide_ring_header>?
    var records: UnsafeMutablePointer<heaptide_record>?
    var head: UnsafeMutablePointer<UInt64>?
    var tail: UnsafeMutablePointer<UInt64>?
    /// Copy of the ring's ceiling: 0 = none.
    var ceiling: UInt64
    /// State of the ceiling (`CeilingState`).
    var ceilingCrossed: UInt64
    var pendingCallAdded: UInt64
    var isFinalizingNoted: UInt64
    /// Whose ring it is: a child of vfork has its parent's memory, and is nobody that is recorded.
    var pid: UInt64
}

/// How far the agent is. Unlike `ProcessState`, children inherit it.
enum Mode {
    static let off: UInt32 = 0
    static let starting: UInt32 = 1
    static let recording: UInt32 = 2
}

nonisolated(unsafe) var mode: UInt32 = Mode.off
nonisolated(unsafe) var process: UnsafeMutablePointer<ProcessState>! = nil
/// Raised whenever cached stacks may be stale: a code object died, or this process got a ring of its own.
nonisolated(unsafe) var stackEpoch: UInt64 = 1
/// Raised with every ring: thread numbers and code numbers belong to one ring.
nonisolated(unsafe) var ringGeneration: UInt64 = 0
nonisolated(unsafe) var socketPath: UnsafeMutablePointer<CChar>! = nil
/// libc's `__libc_single_threaded`, or a byte that is always 0.
nonisolated(unsafe) var singleThreaded: UnsafePointer<CChar>! = nil
nonisolated(unsafe) var multiThreadedFallback: UInt64 = 0
nonisolated(unsafe) var threadKey: pthread_key_t = 0

let pageSize = 4096

/// To be called whenever something has changed that `quickEpoch` is made of.
func updateQuickEpoch() {
    let isQuick = process.pointee.isReady != 0 && process.pointee.ceiling == 0 && mode == Mode.recording
    process.pointee.quickEpoch = isQuick ? stackEpoch : 0
}

/// Layout of the wiped region: the state and two words that threads count in, one bit per thread number, the table of
/// announced code objects.
enum WipedRegion {
    /// The last snapshot that this process has been asked for, and its clone, if nobody waits for that.
    static let snapshotAskedOffset = 512
    static let snapshotCloneOffset = 520
    /// 1 while a thread connects this process to the recorder.
    static let connectingOffset = 1024
    /// Numbers given to code objects so far.
    static let codeCountOffset = 2048
    /// Threads that read their frames without the GIL now.
    static let walkersOffset = 3072
    static let threadNumbersOffset = pageSize
    static let threadNumbersBytes = Int(HEAPTIDE_THREAD_COUNT) / 8
    static let codesOffset = threadNumbersOffset + threadNumbersBytes
    static let codesBytes = CodeTable.capacity * 16
    static let bytes = codesOffset + codesBytes

    static func base(_ offset: Int) -> UnsafeMutableRawPointer { UnsafeMutableRawPointer(process!) + offset }
    static func word(_ offset: Int) -> UnsafeMutablePointer<UInt64> {
        base(offset).assumingMemoryBound(to: UInt64.self)
    }
}

/// Zeroed pages that belong to nobody else; nil if the kernel has none.
func mapPages(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let address = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    return address == UnsafeMutableRawPointer(bitPattern: -1) ? nil : address
}

/// Reserves the wiped region. False where the kernel cannot wipe it in children (before Linux 4.14).
func makeProcessState() -> Bool {
    guard let region = mapPages(WipedRegion.bytes) else { return false }
    guard madvise(region, WipedRegion.bytes, MADV_WIPEONFORK) == 0 else {
        munmap(region, WipedRegion.bytes)
        return false
    }
    process = region.assumingMemoryBound(to: ProcessState.self)
    return true
}

@inline(__always)
func load(_ address: UInt64, _ offset: UInt32) -> UInt64 {
    UnsafePointer<UInt64>(bitPattern: UInt(address &+ UInt64(offset))).unsafelyUnwrapped.pointee
}

@inline(__always)
func load32(_ address: UInt64, _ offset: UInt32) -> Int32 {
    UnsafePointer<Int32>(bitPattern: UInt(address &+ UInt64(offset))).unsafelyUnwrapped.pointee
}

@inline(__always)
func load8(_ address: UInt64, _ offset: UInt32) -> UInt8 {
    UnsafePointer<UInt8>(bitPattern: UInt(address &+ UInt64(offset))).unsafelyUnwrapped.pointee
}

@inline(__always)
func bits(_ pointer: UnsafeMutableRawPointer?) -> UInt64 { UInt64(UInt(bitPattern: pointer)) }

/// A literal's bytes as a C string. Literals end with a zero byte.
@inline(__always)
func cString(_ literal: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self)
}
