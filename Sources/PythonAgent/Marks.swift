// Moments that the program names itself: what is live then is kept beside the recording's figures.
import CAgentABI
import CAgentPlatform

private let longestMark = 120

/// Entry point for the program: `ctypes.CDLL(None).heaptide_mark(b"loaded")`. Any thread may call it, with or without
/// the GIL; where nothing is recorded it does nothing.
@c(heaptide_mark)
public func mark(_ name: UnsafePointer<CChar>?) {
    guard let name, let local = enter() else { return }
    defer { leave(local) }
    let savedErrno = heaptide_errno()
    defer { heaptide_set_errno(savedErrno) }
    var length = 0
    while length < longestMark && name[length] != 0 { length &+= 1 }
    let resident = statusBytes(cString("VmRSS:"))
    let index = reserve(UInt64((length + 15) >> 4) &+ 1)
    copyToSlots(index &+ 1, from: UInt64(UInt(bitPattern: name)), UInt64(length))
    fill(index, word(HEAPTIDE_OP_MARK, resident), UInt64(length))
}
