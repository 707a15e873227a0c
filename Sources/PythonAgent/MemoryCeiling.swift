// The memory ceiling (`heaptide run --memory-limit`): whether an allocation may happen. The recorder knows what is
// live, a moment late; what was requested since then bounds what is live now. Only when that bound crosses the ceiling
// does the program wait for the recorder to catch up, and then the answer is exact.
import CAgentABI
import CAgentPlatform

/// How the ceiling treats this process.
private enum CeilingState {
    static let below: UInt64 = 0
    /// One allocation was denied: small ones are admitted up to a reserve, so that the MemoryError can be raised,
    /// caught, printed.
    static let crossed: UInt64 = 1
}

/// Blocks of at most this size pass in the reserve above the ceiling: printing a traceback may import a module.
private let smallBlock: UInt64 = 1 << 20
/// Native code mostly does not survive a NULL for a few bytes; the recorder ends a program that lives on such blocks.
private let smallNativeBlock: UInt64 = 4 << 10

/// Whether a block of `size` bytes is allowed now. Counts it as requested if so.
@inline(never)
func isAdmitted(_ local: ThreadLocal, _ size: Int, _ blockClass: heaptide_class) -> Bool {
    guard let header = process.pointee.header, size >= 0 else { return true }
    let wanted = UInt64(size)
    let requested = heaptide_ring_requested(header)!
    let total = heaptide_fetch_add(requested, wanted) &+ wanted
    // Not while the interpreter starts: it would die of it. Whether it fits is asked once, when it runs.
    if mode == Mode.starting { return true }
    if header.pointee.resident_over_ceiling == 0 {
        if decide(upperBound(header, total), wanted, blockClass) { return true }
        waitForConsumer(header)
        if mode == Mode.off || decide(header.pointee.live_bytes &+ wanted, wanted, blockClass) { return true }
    } else if isTolerated(wanted, blockClass) {
        return true
    }
    process.pointee.ceilingCrossed = CeilingState.crossed
    withdrawRequest(size)
    recordOperation(local, HEAPTIDE_OP_CEILING, 0, size, blockClass, withStack: true)
    return false
}

/// Whether `live` bytes, the `wanted` ones among them, are allowed.
private func decide(_ live: UInt64, _ wanted: UInt64, _ blockClass: heaptide_class) -> Bool {
    let ceiling = process.pointee.ceiling
    let reserve = max(ceiling / 16, 16 << 20)
    // Not at once when a block has been freed: the handler of the MemoryError works just below the ceiling.
    if live <= ceiling &- min(reserve, ceiling / 4) { process.pointee.ceilingCrossed = CeilingState.below }
    return live <= ceiling || (live <= ceiling &+ reserve && isTolerated(wanted, blockClass))
}

/// What passes above the ceiling: small blocks once an allocation was denied, and native ones too small to be refused.
private func isTolerated(_ wanted: UInt64, _ blockClass: heaptide_class) -> Bool {
    if blockClass != HEAPTIDE_CLASS_OBJECT && wanted <= smallNativeBlock { return true }
    return process.pointee.ceilingCrossed != CeilingState.below && wanted <= smallBlock
}

/// The interpreter runs, and the program's first line is still to come: ends the process if it is above its ceiling
/// already, which the recorder decides as it sees the READY record.
func waitForCeilingVerdict() {
    guard process.pointee.ceiling != 0, let header = process.pointee.header else { return }
    waitForConsumer(header)
    if header.pointee.state == HEAPTIDE_RING_END_PROGRAM.rawValue { _exit(2) }
}

/// A block that was counted as requested was not allocated after all.
func withdrawRequest(_ size: Int) {
    guard let header = process.pointee.header else { return }
    _ = heaptide_fetch_add(heaptide_ring_requested(header)!, 0 &- UInt64(bitPattern: Int64(size)))
}

/// Live bytes can be no more than what was live then and everything requested since. The consumer writes the live bytes
/// first; reading them last can only count a block twice, never miss one.
@inline(__always)
private func upperBound(_ header: UnsafeMutablePointer<heaptide_ring_header>, _ requested: UInt64) -> UInt64 {
    let seen = heaptide_load_acquire(heaptide_ring_seen_requested(header))
    return heaptide_load_acquire(heaptide_ring_live(header)) &+ (requested &- seen)
}

/// Until the consumer has seen all that is in the ring now.
func waitForConsumer(_ header: UnsafeMutablePointer<heaptide_ring_header>) {
    let end = heaptide_load_acquire(process.pointee.head.unsafelyUnwrapped)
    let savedErrno = heaptide_errno()
    var rounds = 0
    let tail = process.pointee.tail.unsafelyUnwrapped
    while Int64(bitPattern: heaptide_load_acquire(tail) & ~ringAttention &- end) < 0 {
        if isAbandoned(header) {
            switchOff()
            break
        }
        pauseBriefly(rounds)
        rounds &+= 1
    }
    heaptide_set_errno(savedErrno)
}
