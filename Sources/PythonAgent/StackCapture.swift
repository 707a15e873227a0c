// The Python stack of this thread, told to the recorder as the difference from what it saw last. Raw reads only: no
// call into the interpreter but the thread-state getters, no allocation, no reference count, no lock, no GIL.
//
// Two activations of a function can look alike from the leaf and differ further up, so every frame up to the root is
// compared each time. What makes it cheap: the addresses to read are known from the last time, and do not depend on
// the reads before them.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// How far up the cache a leaf is looked for before the whole stack is compared from its root.
private let alignmentWindow = 64
private let mostNewFrames = 24
private let deepStack = 1024
/// So many of the innermost frames of a deeper stack are compared at each capture.
private let deepStackWindow = 64

/// What a capture leaves to be told with the block that follows: where the leaf is now.
enum Leaf {
    /// The recorder knows the stack already.
    static let told = UInt64.max
    /// Larger blocks do not fit beside an offset.
    static let largestSize: UInt64 = (1 << 24) &- 1

    @inline(__always)
    static func make(steps: UInt64, offset: UInt64) -> UInt64 { steps << 24 | offset }
    @inline(__always)
    static func offset(_ leaf: UInt64) -> UInt64 { leaf & largestSize }
    /// Its `heaptide_leaf`, where a record's low word has it.
    @inline(__always)
    static func steps(_ leaf: UInt64) -> UInt64 { (leaf >> 24) << UInt64(HEAPTIDE_LEAF_SHIFT) }
}

/// Tells the recorder of all that has changed but the leaf's own instruction, which is returned (`Leaf`). To be called
/// only while stacks are recorded (`quickEpoch`): the leaf that goes on in the same frame, in few instructions.
@inline(__always)
func captureStackQuickly(_ state: UnsafeMutablePointer<ThreadState>) -> UInt64 {
    let pythonThread = bits(python.current_thread_state())
    guard pythonThread == state.pointee.pythonThread, layout.instruction_scale == 0 else { return captureStack(state) }
    var leaf = load(pythonThread, layout.thread_frame)
    if layout.cframe_frame >= 0 && leaf != 0 { leaf = load(leaf, UInt32(layout.cframe_frame)) }
    let top = state.pointee.top
    let first = state.pointee.frames
    if leaf != top.pointee.frame { return captureMoved(state, leaf) }
    if top > first + deepStack { return captureStack(state) }
    guard let changed = outermostChange(top, first, comparesCode: false) else { return captureStack(state) }
    if changed > top { return Leaf.told }
    let current = load(leaf, layout.frame_instruction)
    let offset = current &- top.pointee.firstInstruction
    if changed != top || load(leaf, layout.frame_code) != top.pointee.code || offset > Leaf.largestSize {
        return captureStack(state)
    }
    top.pointee.instruction = current
    return Leaf.make(steps: 0, offset: offset)
}

/// The same in every case.
@inline(never)
func captureStack(_ state: UnsafeMutablePointer<ThreadState>) -> UInt64 {
    let leaf = compareStack(state)
    if state.pointee.walksWithoutGIL != 0 { endWalkWithoutGIL(state) }
    return leaf
}

/// Tells the recorder of a leaf that cannot go with the record that follows.
@inline(never)
func tellLeaf(_ state: UnsafeMutablePointer<ThreadState>, _ leaf: UInt64) {
    let index = state.pointee.count &- 1
    emitPush(state, index, state.pointee.frames[index].number, Leaf.offset(leaf))
}

@inline(__always)
private func emitPush(
    _ state: UnsafeMutablePointer<ThreadState>, _ index: Int, _ number: UInt64, _ offset: UInt64
) {
    emit(word(HEAPTIDE_OP_PUSH, number), state.pointee.number << 48 | (UInt64(index) << 24) | offset)
}

@inline(__always)
private func compareStack(_ state: UnsafeMutablePointer<ThreadState>) -> UInt64 {
    let leaf = leafFrame(state)
    let count = state.pointee.count
    if count > 0 && leaf == state.pointee.frames[count &- 1].frame {
        return verify(state, from: count &- 1, newFrames: 0)
    }
    if leaf == 0 && count == 0 { return Leaf.told }
    return captureMoved(state, leaf)
}

/// Address of the innermost frame of this thread, 0 if it runs no Python.
@inline(__always)
private func leafFrame(_ state: UnsafeMutablePointer<ThreadState>) -> UInt64 {
    if mode != Mode.recording { return 0 }
    var pythonThread = bits(python.current_thread_state())
    if pythonThread != state.pointee.pythonThread {
        pythonThread = ownThread(state, current: pythonThread)
        if pythonThread == 0 { return 0 }
    }
    let frame = load(pythonThread, layout.thread_frame)
    if layout.cframe_frame < 0 || frame == 0 { return frame }
    return load(frame, UInt32(layout.cframe_frame))
}

/// This thread's own thread state. In 3.9 to 3.11 the getter names the GIL's holder, who may be another thread; a thread
/// that has released the GIL still owns its frames, until the interpreter shuts down.
@inline(never)
private func ownThread(_ state: UnsafeMutablePointer<ThreadState>, current: UInt64) -> UInt64 {
    let own = bits(python.own_thread_state())
    if own == 0 { return 0 }
    if own != current && !beginWalkWithoutGIL(state) { return 0 }
    if load(own, layout.thread_id) != state.pointee.identity { return 0 }
    if own == current { state.pointee.pythonThread = own }
    return own
}

/// The current instruction of a frame, as a value that changes whenever the line may.
@inline(__always)
private func instruction(_ frame: UInt64) -> UInt64 {
    if layout.instruction_scale == 0 { return load(frame, layout.frame_instruction) }
    return UInt64(UInt32(bitPattern: load32(frame, layout.frame_instruction)))
}

@inline(__always)
private func isShim(_ frame: UInt64) -> Bool {
    layout.frame_owner >= 0 && load8(frame, UInt32(layout.frame_owner)) > UInt8(HEAPTIDE_PY_OWNER_LAST_PYTHON)
}

/// The ring's number of what a frame runs, 0 for a shim or something else that can be executed.
@inline(never)
private func codeNumber(_ frame: UInt64, _ rawCode: UInt64) -> UInt64 {
    let code = rawCode & ~7
    if isShim(frame) || code == 0 || load(code, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) != bits(python.code_type) { return 0 }
    return CodeTable.number(code)
}

/// The leaf has moved: find where the new stack meets the cached one, at most `mostNewFrames` up.
@inline(never)
private func captureMoved(_ state: UnsafeMutablePointer<ThreadState>, _ leaf: UInt64) -> UInt64 {
    let frames = state.pointee.frames
    let top = state.pointee.count &- 1
    var meeting = -1
    var new = 0
    if top > 0 && leaf != 0 {
        // One call in, one call out, another call of the same caller: nearly all there is.
        let caller = load(leaf, layout.frame_previous)
        if caller == frames[top].frame {
            meeting = top
            new = 1
        } else if leaf == frames[top &- 1].frame {
            meeting = top &- 1
        } else if caller == frames[top &- 1].frame {
            meeting = top &- 1
            new = 1
        }
    }
    if meeting < 0 { meeting = meet(frames, top, leaf, &new) }
    if meeting >= 0 { return verify(state, from: meeting, newFrames: new, leaf: leaf) }
    captureWhole(state, leaf)
    return Leaf.told
}

/// The cached entry that the frames above `leaf` lead to first, -1 if none is near; `new` = how many lie inside it.
@inline(never)
private func meet(_ frames: UnsafeMutablePointer<CachedFrame>, _ top: Int, _ leaf: UInt64, _ new: inout Int) -> Int {
    let lowest = top &- alignmentWindow &+ 1 > 0 ? top &- alignmentWindow &+ 1 : 0
    var frame = leaf
    new = 0
    while frame != 0 && new < mostNewFrames {
        var candidate = top
        while candidate >= lowest {
            if frames[candidate].frame == frame { return candidate }
            candidate &-= 1
        }
        new &+= 1
        frame = load(frame, layout.frame_previous)
    }
    return -1
}

/// Compares the cached frames from `start` to the root with memory, tells the recorder of the ones that changed (and
/// all inside them), then of the `newFrames` frames from `leaf` inwards to `start`.
@inline(__always)
private func verify(
    _ state: UnsafeMutablePointer<ThreadState>, from start: Int, newFrames: Int, leaf: UInt64 = 0
) -> UInt64 {
    guard let keep = outermostChange(state, from: start) else {
        captureWhole(state, newFrames == 0 ? state.pointee.frames[start].frame : leaf)
        return Leaf.told
    }
    if newFrames == 0 {
        let returned = state.pointee.count &- start &- 1
        if keep > start && returned == 0 { return Leaf.told }
        if keep >= start && returned <= Int(HEAPTIDE_LEAF_MOST_RETURNED.rawValue) {
            // The commonest change of all: the leaf has gone on, perhaps after a call.
            state.pointee.count = start &+ 1
            let frame = state.pointee.frames[start].frame
            return moveLeaf(state, start, frame, steps: UInt64(truncatingIfNeeded: returned))
        }
    } else if newFrames == 1 && keep > start && start &+ 1 == state.pointee.count && keep < state.pointee.used {
        state.pointee.frames[keep].frame = leaf
        state.pointee.count = keep &+ 1
        return moveLeaf(state, keep, leaf, steps: UInt64(HEAPTIDE_LEAF_CALLED.rawValue))
    }
    update(state, keep: keep, upTo: start, newFrames: newFrames, leaf: leaf)
    return Leaf.told
}

/// The outermost of the cached frames up to `start` that has changed, `start + 1` if none has; nil if a frame's caller is
/// not the cached one. The frames further out may be anybody's memory then.
@inline(__always)
private func outermostChange(_ state: UnsafeMutablePointer<ThreadState>, from start: Int) -> Int? {
    let frames = state.pointee.frames
    let last = frames + lowestToCompare(state, from: start)
    let changed =
        layout.instruction_scale == 0
        ? outermostChange(frames + start, last, comparesCode: false)
        : outermostChangeByCode(frames + start, last)
    return changed.map { $0 - frames }
}

/// For 3.9 and 3.10, whose frames hold an instruction's number and not its address.
@inline(never)
private func outermostChangeByCode(
    _ top: UnsafeMutablePointer<CachedFrame>, _ last: UnsafeMutablePointer<CachedFrame>
) -> UnsafeMutablePointer<CachedFrame>? {
    outermostChange(top, last, comparesCode: true)
}

@inline(__always)
private func outermostChange(
    _ top: UnsafeMutablePointer<CachedFrame>, _ last: UnsafeMutablePointer<CachedFrame>, comparesCode: Bool
) -> UnsafeMutablePointer<CachedFrame>? {
    var cached = top
    var changed = top + 1
    var frame = cached.pointee.frame
    while cached >= last {
        let current =
            comparesCode
            ? UInt64(UInt32(bitPattern: load32(frame, layout.frame_instruction)))
            : load(frame, layout.frame_instruction)
        if current != cached.pointee.instruction { changed = cached }
        if comparesCode && load(frame, layout.frame_code) != cached.pointee.code { changed = cached }
        cached -= 1
        // The next address comes from the cache and not from the frame: the loads of all frames are then independent.
        let caller = cached.pointee.frame
        if load(frame, layout.frame_previous) != heaptide_opaque(caller) { return nil }
        frame = caller
    }
    return changed
}

/// The leaf is `frame` now, at `index`. If it runs the code that is cached there, what is left to tell fits a `Leaf`.
@inline(__always)
private func moveLeaf(
    _ state: UnsafeMutablePointer<ThreadState>, _ index: Int, _ frame: UInt64, steps: UInt64
) -> UInt64 {
    let entry = state.pointee.frames + index
    let code = load(frame, layout.frame_code)
    if code != entry.pointee.code {
        push(state, index, frame)
        return Leaf.told
    }
    let current = instruction(frame)
    entry.pointee.instruction = current
    let offset = entry.pointee.number == 0 ? 0 : instructionOffset(current, code & ~7)
    return Leaf.make(steps: steps, offset: offset)
}

/// A recursion of 50,000 levels that allocates on each would compare a billion frames. Of a stack deeper than
/// `deepStack`, the innermost `deepStackWindow` are compared each time; all of them, few of which are in the processor's
/// cache, once in so many captures that it costs no more than that again. The innermost line is always right; the outer
/// callers may for a while be the ones from before.
@inline(__always)
private func lowestToCompare(_ state: UnsafeMutablePointer<ThreadState>, from start: Int) -> Int {
    if start <= deepStack { return 0 }
    state.pointee.capturesSinceWhole &+= 1
    if state.pointee.capturesSinceWhole &* deepStackWindow / 4 < start { return start &- deepStackWindow }
    state.pointee.capturesSinceWhole = 0
    return 0
}

@inline(never)
private func update(
    _ state: UnsafeMutablePointer<ThreadState>, keep: Int, upTo start: Int, newFrames: Int, leaf: UInt64
) {
    let total = start &+ 1 &+ newFrames
    if total > state.pointee.capacity && !growFrames(state, total) { return }
    let frames = state.pointee.frames
    var frame = leaf
    var index = total &- 1
    while index > start {
        frames[index].frame = frame
        frame = load(frame, layout.frame_previous)
        index &-= 1
    }
    state.pointee.count = total
    pushFrames(state, from: keep)
}

/// Tells the recorder of all frames from `first` inwards; their addresses are in the cache, the rest is read now.
private func pushFrames(_ state: UnsafeMutablePointer<ThreadState>, from first: Int) {
    let count = state.pointee.count
    if count > state.pointee.used { clearEntries(state, upTo: count) }
    if first >= count {
        emit(word(HEAPTIDE_OP_POP, 0), state.pointee.number << 48 | (UInt64(count) << 24))
        return
    }
    var index = first
    while index < count {
        push(state, index, state.pointee.frames[index].frame)
        index &+= 1
    }
}

/// Entries that are filled for the first time in this epoch have no code yet.
private func clearEntries(_ state: UnsafeMutablePointer<ThreadState>, upTo count: Int) {
    for index in state.pointee.used..<count { state.pointee.frames[index].code = 0 }
    state.pointee.used = count
}

/// Tells the recorder of the frame at `index`.
@inline(never)
private func push(_ state: UnsafeMutablePointer<ThreadState>, _ index: Int, _ frame: UInt64) {
    let entry = state.pointee.frames + index
    let current = instruction(frame)
    let code = load(frame, layout.frame_code)
    if code != entry.pointee.code {
        entry.pointee.number = codeNumber(frame, code)
        entry.pointee.code = code
        let isCounted = layout.instruction_scale == 0 && entry.pointee.number != 0
        entry.pointee.firstInstruction = isCounted ? (code & ~7) &+ UInt64(layout.code_bytecode) : 0
    }
    entry.pointee.instruction = current
    let offset = entry.pointee.number == 0 ? 0 : instructionOffset(current, code & ~7)
    emitPush(state, index, entry.pointee.number, offset)
}

/// Bytes from the first instruction; 0 for a frame that has not started.
@inline(__always)
private func instructionOffset(_ instruction: UInt64, _ code: UInt64) -> UInt64 {
    let offset: Int64
    if layout.instruction_scale == 0 {
        offset = Int64(bitPattern: instruction &- code &- UInt64(layout.code_bytecode))
    } else {
        offset = Int64(Int32(truncatingIfNeeded: instruction)) &* Int64(layout.instruction_scale)
    }
    return offset < 0 ? 0 : min(UInt64(offset), (1 << 24) &- 1)
}

/// Compares the whole stack with the cache from the root: a generator resumed by somebody else, a greenlet, a thread's
/// first record, a long way back up.
@inline(never)
private func captureWhole(_ state: UnsafeMutablePointer<ThreadState>, _ leaf: UInt64) {
    var depth = 0
    var frame = leaf
    while frame != 0 {
        depth &+= 1
        frame = load(frame, layout.frame_previous)
    }
    if depth > state.pointee.capacity && !growFrames(state, depth) { return }
    let frames = state.pointee.frames
    let known = state.pointee.count < depth ? state.pointee.count : depth
    var keep = known
    var index = depth &- 1
    frame = leaf
    while frame != 0 {
        if index < known && !isUnchanged(frames[index], frame) { keep = index }
        frames[index].frame = frame
        frame = load(frame, layout.frame_previous)
        index &-= 1
    }
    if keep == depth && state.pointee.count == depth { return }
    state.pointee.count = depth
    pushFrames(state, from: keep)
}

@inline(__always)
private func isUnchanged(_ cached: CachedFrame, _ frame: UInt64) -> Bool {
    // Whether its caller is the cached one is seen when the caller is.
    cached.frame == frame && cached.instruction == instruction(frame)
        && cached.code == load(frame, layout.frame_code)
}
