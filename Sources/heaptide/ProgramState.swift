// What the kernel says of the program that was started.
import Glibc

enum ProgramState {
    case ended(status: Int32)
    case stopped(by: Int32)
    case continued

    /// The last of the changes that have come up since it was asked before; nil if there was none.
    static func change(of pid: pid_t) -> ProgramState? {
        var last: ProgramState?
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG | WUNTRACED | WCONTINUED) == pid {
            if status == 0xFFFF {
                last = .continued
            } else if status & 0xFF == 0x7F {
                last = .stopped(by: status >> 8 & 0xFF)
            } else {
                return .ended(status: status)
            }
        }
        return last
    }
}

enum ShellText {
    /// A path as a shell takes it.
    static func quoted(_ path: String) -> String {
        path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+".contains($0) } ? path : "'\(path)'"
    }
}
