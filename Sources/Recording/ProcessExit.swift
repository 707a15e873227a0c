// How a process ended that is not the recorder's child: its status belongs to its parent, who may take it at once.
import CRecorderPlatform

/// The end of a process: an exit code or a signal, never both.
package struct ProcessExit: Equatable, Sendable {
    package var code: Int32?
    package var signal: Int32?

    package init(code: Int32) { self.code = code }

    /// - Parameter waitStatus: what wait(2) says of a process that has ended.
    package init(waitStatus: Int32) {
        let number = waitStatus & 0x7F
        code = number == 0 ? (waitStatus >> 8) & 0xFF : nil
        signal = number == 0 ? nil : number
    }

    /// What the kernel knows of a process that has ended; nil if it does not tell: its parent took the status before the
    /// look, on a kernel before Linux 6.15.
    package static func ended(pid: Int32, pidfd: Int32) -> ProcessExit? {
        if let status = ProcessStatus.endedStatus(pid), heaptide_is_unreaped(pidfd) {
            return ProcessExit(waitStatus: status)
        }
        var status: Int32 = 0
        return heaptide_reaped_status(pidfd, &status) ? ProcessExit(waitStatus: status) : nil
    }
}
