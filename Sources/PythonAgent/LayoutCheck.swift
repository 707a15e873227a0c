// The handshake with the interpreter: before the first stack is read from raw memory, what the layout reads is compared
// with what the public API says about the same frames, code objects and strings. Runs once, as a pending call, with the
// GIL held and the interpreter at rest.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// Compares everything that a stack walk reads. `HEAPTIDE_REFUSAL_NONE` if all agrees.
func checkLayout() -> heaptide_refusal {
    let thread = bits(python.current_thread_state())
    guard thread != 0, load(thread, layout.thread_id) == UInt64(pthread_self()) else { return HEAPTIDE_REFUSAL_FRAMES }
    var raw = load(thread, layout.thread_frame)
    if layout.cframe_frame >= 0 { raw = load(raw, UInt32(layout.cframe_frame)) }
    guard var frame = python.current_frame() else { return HEAPTIDE_REFUSAL_FRAMES }
    var isOwned = false
    while true {
        guard let code = python.frame_code(frame) else { return HEAPTIDE_REFUSAL_FRAMES }
        let matching = findRawFrame(from: raw, code: bits(code))
        guard matching != 0 else { return HEAPTIDE_REFUSAL_FRAMES }
        let refusal = checkFrame(matching, frame, code)
        python.release(code)
        if refusal != HEAPTIDE_REFUSAL_NONE { return refusal }
        let back = python.frame_back(frame)
        if isOwned { python.release(frame) }
        guard let back else { break }
        frame = back
        isOwned = true
        raw = load(matching, layout.frame_previous)
    }
    return HEAPTIDE_REFUSAL_NONE
}

/// The first raw frame of that code object, at most a few shims or unstarted frames further up; 0 if there is none.
private func findRawFrame(from start: UInt64, code: UInt64) -> UInt64 {
    var frame = start
    for _ in 0..<4 {
        if frame == 0 { return 0 }
        let isShim =
            layout.frame_owner >= 0
            && load8(frame, UInt32(layout.frame_owner)) > UInt8(HEAPTIDE_PY_OWNER_LAST_PYTHON)
        if !isShim && load(frame, layout.frame_code) & ~7 == code { return frame }
        frame = load(frame, layout.frame_previous)
    }
    return 0
}

private func checkFrame(
    _ raw: UInt64, _ frame: UnsafeMutableRawPointer, _ code: UnsafeMutableRawPointer
) -> heaptide_refusal {
    let offset: Int32
    if layout.instruction_scale == 0 {
        let instruction = load(raw, layout.frame_instruction)
        offset = Int32(truncatingIfNeeded: instruction &- bits(code) &- UInt64(layout.code_bytecode))
    } else {
        offset = load32(raw, layout.frame_instruction) &* Int32(layout.instruction_scale)
    }
    if python.code_line(code, offset) != python.frame_line(frame) { return HEAPTIDE_REFUSAL_FRAMES }
    return checkCode(code)
}

private func checkCode(_ code: UnsafeMutableRawPointer) -> heaptide_refusal {
    let address = bits(code)
    let hasQualifiedName = layout.minor >= 11
    let lines: StaticString = layout.minor == 9 ? "co_lnotab" : "co_linetable"
    guard isAttribute("co_filename", of: code, load(address, layout.code_file)),
        isAttribute(hasQualifiedName ? "co_qualname" : "co_name", of: code, load(address, layout.code_name)),
        isAttribute(lines, of: code, load(address, layout.code_lines)),
        let line = python.get_attribute(code, cString("co_firstlineno"))
    else { return HEAPTIDE_REFUSAL_CODE }
    let isSameLine = python.as_long(line) == Int(load32(address, layout.code_first_line))
    python.release(line)
    if !isSameLine { return HEAPTIDE_REFUSAL_CODE }
    let file = load(address, layout.code_file)
    return checkString(file) ? HEAPTIDE_REFUSAL_NONE : HEAPTIDE_REFUSAL_STRINGS
}

private func isAttribute(_ name: StaticString, of code: UnsafeMutableRawPointer, _ expected: UInt64) -> Bool {
    guard let value = python.get_attribute(code, cString(name)) else {
        python.clear_error()
        return false
    }
    defer { python.release(value) }
    return bits(value) == expected
}

private func checkString(_ string: UInt64) -> Bool {
    guard let object = UnsafeMutableRawPointer(bitPattern: UInt(string)), let data = stringData(string) else {
        return false
    }
    guard Int64(python.string_length(object)) == Int64(data.length) else { return false }
    guard data.length > 0 else { return true }
    let last = data.length &- 1
    let raw: UInt32
    switch data.shift {
    case 0: raw = UInt32(load8(data.address &+ last, 0))
    case 1: raw = UInt32(truncatingIfNeeded: load32(data.address &+ last &* 2, 0) & 0xFFFF)
    default: raw = UInt32(bitPattern: load32(data.address &+ last &* 4, 0))
    }
    return python.string_character(object, Int(last)) == raw
}
