// With what exit code the process leaves. Its parent may have taken the status before the recorder can look, and older
// kernels keep it for nobody else: so the program tells it on its way out.
import CAgentABI
import CAgentPlatform

/// Registered before anything else of the program's, so it runs behind all that the program does at its exit.
func watchExit() {
    _ = on_exit({ status, _ in tellExit(status) }, nil)
}

/// Stands in the place of `_exit` and `_Exit`.
@c(heaptide_exit)
func nativeExit(_ status: Int32) {
    tellExit(status)
    native.pointee.exit(status)
}

private func tellExit(_ status: Int32) {
    guard mode != Mode.off, process != nil, process.pointee.header != nil else { return }
    let local = heaptide_this_thread()!
    // A signal handler may leave from the middle of a hook.
    guard local.pointee.flags & busy == 0, process.pointee.pid == UInt64(getpid()) else { return }
    local.pointee.flags |= busy
    emit(word(HEAPTIDE_OP_EXIT, 256 | UInt64(UInt32(bitPattern: status) & 255)), 0)
    leave(local)
}
