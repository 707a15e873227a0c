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

@inline(__always)
func captureStack(_ state: UnsafeMutablePointer<ThreadState>) {
    compareStack(state)
    if state.pointee.walksWithoutGIL != 0 { endWalkWithoutGIL(state) }
}

@inline(__always)
private func compareStack(_ state: UnsafeMutablePointer<ThreadState>) {
    let leaf = leafFrame(state)
    let count = state.pointee.count
    if count > 0 && leaf == state.pointee.frames[count &- 1].frame {
        verify(state, from: count &- 1, newFrames: 0)
        return
    }
    if leaf == 0 && count == 0 { return }
    captureMoved(state, leaf)
}

/// Address of the innermost frame of this thread, 0 if it runs no Python.
@inline(__always)
private func leafFrame(_ state: UnsafeMutablePointer<ThreadState>) -> UInt64 {
    if mode != Mode.recording { return 0 }
    var pythonThread = bits(python.current_thread_state())
    if pythonThread == 0 || pythonThread != state.pointee.pythonThread {
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
private func captureMoved(_ state: UnsafeMutablePointer<ThreadState>, _ leaf: UInt64) {
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
    if meeting < 0 {
        captureWhole(state, leaf)
    } else {
        verify(state, from: meeting, newFrames: new, leaf: leaf)
    }
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
) {
    let frames = state.pointee.frames
    let comparesCode = layout.instruction_scale != 0
    let lowest = lowestToCompare(state, from: start)
    var index = start
    var keep = start &+ 1
    while index >= lowest {
        let cached = frames + index
        let frame = cached.pointee.frame
        if instruction(frame) != cached.pointee.instruction
            || (comparesCode && load(frame, layout.frame_code) != cached.pointee.code)
        {
            keep = index
        }
        if load(frame, layout.frame_previous) != cached.pointee.previous {
            captureWhole(state, newFrames == 0 ? frames[start].frame : leaf)
            return
        }
        index &-= 1
    }
    if newFrames == 0 {
        if keep == state.pointee.count { return }
        if keep == start && start &+ 1 == state.pointee.count {
            // The commonest change of all: the leaf has gone on.
            push(state, start, frames[start].frame)
            return
        }
    }
    update(state, keep: keep, upTo: start, newFrames: newFrames, leaf: leaf)
}

/// A recursion of 50,000 levels that allocates on each would compare a billion frames. Of a stack deeper than
/// `deepStack`, the innermost frames are compared each time, and all of them once in so many captures that it costs no
/// more than that again. The innermost line is always right; the outer callers may for a while be the ones from before.
@inline(__always)
private func lowestToCompare(_ state: UnsafeMutablePointer<ThreadState>, from start: Int) -> Int {
    if start <= deepStack { return 0 }
    state.pointee.capturesSinceWhole &+= 1
    if state.pointee.capturesSinceWhole &* deepStack < start &* 4 { return start &- deepStack / 4 }
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
@inline(__always)
private func push(_ state: UnsafeMutablePointer<ThreadState>, _ index: Int, _ frame: UInt64) {
    let entry = state.pointee.frames + index
    let current = instruction(frame)
    let code = load(frame, layout.frame_code)
    if code != entry.pointee.code {
        entry.pointee.number = codeNumber(frame, code)
        entry.pointee.code = code
    }
    entry.pointee.previous = load(frame, layout.frame_previous)
    entry.pointee.instruction = current
    let offset = entry.pointee.number == 0 ? 0 : instructionOffset(current, code & ~7)
    emit(
        word(HEAPTIDE_OP_PUSH, entry.pointee.number),
        state.pointee.number << 48 | (UInt64(index) << 24) | offset)
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
    cached.frame == frame && cached.instruction == instruction(frame)
        && cached.previous == load(frame, layout.frame_previous)
        && cached.code == load(frame, layout.frame_code)
}
