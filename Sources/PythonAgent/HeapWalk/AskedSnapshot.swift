// Snapshots that are asked for from outside of the interpreter's own course: by the recorder, which has seen the heap
// grow, and by the program itself.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// For programs, through ctypes (docs/snapshots.md): the heap becomes the file at `path`, with the line that allocated
/// each object. Returns at once; the file appears when it is whole. May be called with or without the GIL, from any thread
/// of the program. Answers 0, or a positive `heaptide_heap_answer`.
@c(heaptide_snapshot)
public func snapshotToFile(_ path: UnsafePointer<CChar>?) -> Int32 {
    guard mode == Mode.recording, process.pointee.isReady != 0 else { return Int32(HEAPTIDE_HEAP_NO_SOCKET.rawValue) }
    guard let path, var order = SnapshotOrder.toRecorder(HEAPTIDE_HEAP_ASKED, options: 0) else {
        return Int32(HEAPTIDE_HEAP_BAD_PATH.rawValue)
    }
    defer { order.release() }
    guard order.setTarget(path) else { return Int32(HEAPTIDE_HEAP_BAD_PATH.rawValue) }
    let state = python.hold_gil()
    defer { python.release_gil(state) }
    return max(0, sendHeap(order, leavesClone: false))
}

// MARK: For the recorder

/// Called by a hook that has found the recorder's mark in the ring: does what it asks for. Another thread may do the same.
@inline(never)
func heedRecorder(_ header: UnsafeMutablePointer<heaptide_ring_header>) {
    if header.pointee.walks_ended != walksCollected && collectClone() {
        walksCollected = header.pointee.walks_ended
    }
    guard mode == Mode.recording, python.is_finalizing() == 0 else { return }
    let asked = WipedRegion.word(WipedRegion.snapshotAskedOffset)
    let known = heaptide_load_acquire(asked)
    // Twice the number: the second time in a hurry.
    let wanted = header.pointee.snapshot_wanted &* 2
    let next = header.pointee.snapshot_hurried &* 2 == wanted ? wanted &+ 1 : wanted
    guard wanted != 0, known < next, heaptide_compare_exchange(asked, known, next) else { return }
    let isHurried = next != wanted
    if isHurried {
        _ = heaptide_start_thread({ _ in hurriedSnapshot() }, nil)
    } else if python.add_pending_call(pendingSnapshot, nil) != 0 {
        heaptide_store_release(asked, known)
    }
}

/// A pending call: the main thread is at a safe point.
@c(heaptide_pending_snapshot)
func pendingSnapshot(_ argument: UnsafeMutableRawPointer?) -> Int32 {
    sendPeak()
    return 0
}

/// The main thread waits for something, while others work: a thread of ours asks for the GIL as any other would.
private func hurriedSnapshot() -> UnsafeMutableRawPointer? {
    if python.is_finalizing() != 0 { return nil }
    let state = python.hold_gil()
    sendPeak()
    python.release_gil(state)
    return nil
}

/// Sends what the recorder has asked for, unless that has been done.
private func sendPeak() {
    guard mode == Mode.recording, process.pointee.isReady != 0, let header = process.pointee.header,
        header.pointee.snapshot_wanted != 0, header.pointee.snapshot_wanted != sentWish
    else { return }
    let options = snapshotWish & HEAPTIDE_SNAPSHOT_VALUES.rawValue != 0 ? HEAPTIDE_HEAP_VALUES.rawValue : 0
    guard let order = SnapshotOrder.toRecorder(HEAPTIDE_HEAP_PEAK, options: options) else { return }
    defer { order.release() }
    let wish = header.pointee.snapshot_wanted
    let answer = sendHeap(order, leavesClone: true)
    if answer == Int32(HEAPTIDE_HEAP_BUSY.rawValue) {
        heaptide_store_release(WipedRegion.word(WipedRegion.snapshotAskedOffset), 0)
    } else {
        sentWish = wish
    }
}

/// The last wish of the recorder that was granted, or cannot be; by ring, so a forked child's own wishes begin anew.
nonisolated(unsafe) private var sentWish: UInt64 = 0

// MARK: Clones that no thread waits for

/// A thread that waits for a clone would be one more thread of the program (and `os.fork` warns of threads), so the next
/// hook that the recorder stops looks whether it has ended.
func keepClone(_ child: Int32) {
    _ = collectClone()
    let clone = WipedRegion.word(WipedRegion.snapshotCloneOffset)
    if !heaptide_compare_exchange(clone, 0, UInt64(UInt32(bitPattern: child))) { heaptide_reap_later(child) }
}

nonisolated(unsafe) private var walksCollected: UInt64 = 0

/// True if there is none any more.
private func collectClone() -> Bool {
    let clone = WipedRegion.word(WipedRegion.snapshotCloneOffset)
    let child = heaptide_load_acquire(clone)
    if child == 0 { return true }
    guard heaptide_has_ended(Int32(truncatingIfNeeded: child)) else { return false }
    return heaptide_compare_exchange(clone, child, 0)
}
