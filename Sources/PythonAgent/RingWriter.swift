// Writing to the ring: reserve a place in the order, fill it, publish it. Many threads write; a full ring makes the
// program wait, and drops nothing. If the recorder is gone, the agent switches itself off.
import CAgentABI
import CAgentPlatform

/// The low word of a record, without its lap bit.
@inline(__always)
func word(_ operation: heaptide_operation, _ address: UInt64, _ blockClass: UInt64 = 0) -> UInt64 {
    (address & ((1 << 48) - 1)) | (UInt64(operation.rawValue) << 48) | (blockClass << 54)
}

@inline(__always)
func lap(_ index: UInt64) -> UInt64 { (~(index >> UInt64(HEAPTIDE_RING_BITS)) & 1) << 63 }

/// The first of `count` slots in a row. The caller fills them all.
@inline(__always)
func reserve(_ count: UInt64) -> UInt64 {
    let head = process.pointee.head.unsafelyUnwrapped
    let index: UInt64
    if heaptide_is_true(singleThreaded) {
        index = heaptide_load_relaxed(head)
        heaptide_store_relaxed(head, index &+ count)
    } else {
        index = heaptide_fetch_add(head, count)
    }
    if index &+ count &- heaptide_load_relaxed(process.pointee.tail.unsafelyUnwrapped) > HEAPTIDE_RING_CAPACITY_VALUE {
        waitForSpace(until: index &+ count)
    }
    return index
}

let HEAPTIDE_RING_CAPACITY_VALUE: UInt64 = 1 << UInt64(HEAPTIDE_RING_BITS)
let ringMask: UInt64 = (1 << UInt64(HEAPTIDE_RING_BITS)) - 1

@inline(__always)
func fill(_ index: UInt64, _ word0: UInt64, _ word1: UInt64) {
    let slot = process.pointee.records.unsafelyUnwrapped + Int(index & ringMask)
    slot.pointee.word1 = word1
    UnsafeMutableRawPointer(slot).withMemoryRebound(to: UInt64.self, capacity: 1) {
        heaptide_store_release($0, word0 | lap(index))
    }
}

@inline(__always)
func emit(_ word0: UInt64, _ word1: UInt64) { fill(reserve(1), word0, word1) }

/// As `emit`, of a thread that is registered with the ring.
@inline(__always)
func emitQuickly(_ state: UnsafeMutablePointer<ThreadState>, _ word0: UInt64, _ word1: UInt64) {
    let ring = state.pointee.ring.unsafelyUnwrapped
    let head = heaptide_ring_head(ring).unsafelyUnwrapped
    let index: UInt64
    if heaptide_is_true(singleThreaded.unsafelyUnwrapped) {
        index = heaptide_load_relaxed(head)
        heaptide_store_relaxed(head, index &+ 1)
    } else {
        index = heaptide_fetch_add(head, 1)
    }
    let tail = heaptide_load_relaxed(heaptide_ring_tail(ring))
    if index &- tail >= HEAPTIDE_RING_CAPACITY_VALUE { waitForSpace(until: index &+ 1) }
    let slot = UnsafeMutableRawPointer(ring) + (Int(HEAPTIDE_RING_HEADER_BYTES) &+ Int(index & ringMask) &* 16)
    slot.storeBytes(of: word1, toByteOffset: 8, as: UInt64.self)
    heaptide_store_release(slot.assumingMemoryBound(to: UInt64.self), word0 | lap(index))
}

/// Waits until the consumer has freed the slots before `end`. When the recorder has died or let go, switches the agent
/// off and returns at once: the slot is then written to a ring that nobody reads.
@inline(never)
func waitForSpace(until end: UInt64) {
    let state = process!
    guard let header = state.pointee.header, let tail = state.pointee.tail else { return }
    let savedErrno = heaptide_errno()
    var rounds = 0
    while end &- heaptide_load_acquire(tail) > HEAPTIDE_RING_CAPACITY_VALUE {
        if isAbandoned(header) {
            switchOff()
            break
        }
        pauseBriefly(rounds)
        rounds &+= 1
    }
    heaptide_set_errno(savedErrno)
}

func isAbandoned(_ header: UnsafeMutablePointer<heaptide_ring_header>) -> Bool {
    heaptide_consumer_died(header) || header.pointee.state != HEAPTIDE_RING_RECORDING.rawValue
}

/// Spins a little, then yields, then sleeps: a waiting program leaves its core to the recorder.
func pauseBriefly(_ round: Int) {
    if round < 64 {
        heaptide_pause()
    } else if round < 128 {
        _ = sched_yield()
    } else {
        var wish = timespec(tv_sec: 0, tv_nsec: 50_000)
        _ = nanosleep(&wish, nil)
    }
}

/// Hooks stay in place and pass everything through from here on. The ring stays mapped: other threads may be in it.
func switchOff() {
    mode = Mode.off
    process.pointee.isReady = 0
    updateQuickEpoch()
}
