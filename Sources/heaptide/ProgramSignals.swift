// Signals while a program runs: the program gets what it would get without us, once.
import CRecorderPlatform
import Glibc

/// Blocks the signals that concern the program and reads them from a descriptor.
///
/// Ctrl-C and Ctrl-\ of a terminal reach the whole foreground group, the program included, so they are not passed on.
/// Anything sent to this process alone is. When the program stops (Ctrl-Z), so does this process, so that the shell sees
/// what it expects.
struct ProgramSignals {
    let descriptor: Int32
    /// The mask from before: the program's.
    let originalMask: sigset_t

    private static let handled: [Int32] = [
        SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGCONT, SIGCHLD, SIGPIPE, SIGTSTP, SIGTTIN,
        SIGTTOU,
    ]

    init() {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in Self.handled { sigaddset(&set, signal) }
        var old = sigset_t()
        pthread_sigmask(SIG_BLOCK, &set, &old)
        originalMask = old
        descriptor = heaptide_signal_descriptor(Self.handled, Int32(Self.handled.count))
    }

    /// Handles what has arrived: passes on what was meant for `program`. True if a child changed state.
    func handle(program: pid_t) -> Bool {
        var childChanged = false
        var arrived = heaptide_signal()
        while heaptide_next_signal(descriptor, &arrived) {
            switch arrived.number {
            case SIGCHLD: childChanged = true
            case SIGPIPE, SIGTTIN, SIGTTOU, SIGTSTP: break
            default:
                if !arrived.from_kernel && arrived.sender != program { kill(program, arrived.number) }
            }
        }
        return childChanged
    }

    /// Stops this process as the program has been stopped, until somebody continues it.
    static func stopWithProgram(_ program: pid_t) {
        kill(getpid(), SIGSTOP)
        kill(program, SIGCONT)
    }
}
