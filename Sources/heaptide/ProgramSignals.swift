// Signals while a program runs: the program gets what it would get without us, once.
import CRecorderPlatform
import Glibc

/// Blocks the signals that concern the program and reads them from a descriptor.
///
/// What is sent to the whole process group (Ctrl-C of a terminal, `kill -INT -GROUP`) has reached the program already and
/// is not passed on; what is sent to this process alone is. A witness in the same group tells the two apart. When the program stops (Ctrl-Z), so does this process, so that the shell sees
/// what it expects.
struct ProgramSignals {
    let descriptor: Int32
    /// The mask from before: the program's.
    let originalMask: sigset_t
    private let witness: Int32

    /// How long the witness may take to get what this process got, milliseconds.
    private static let witnessPatience: Int32 = 50
    private static let passedOn: [Int32] = [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM]
    private static let handled: [Int32] = [
        SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGCONT, SIGCHLD, SIGPIPE, SIGTSTP, SIGTTIN,
        SIGTTOU,
    ]

    init() {
        witness = heaptide_start_witness(Self.passedOn, Int32(Self.passedOn.count))
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
                let isOurs = !arrived.from_kernel && arrived.sender != program
                if isOurs && !reachedGroup(arrived.number) { kill(program, arrived.number) }
            }
        }
        return childChanged
    }

    /// Whether the witness got the signal too.
    private func reachedGroup(_ signal: Int32) -> Bool {
        var byte: UInt8 = 0
        while true {
            while read(witness, &byte, 1) == 1 { if Int32(byte) == signal { return true } }
            var wait = pollfd(fd: witness, events: Int16(POLLIN), revents: 0)
            if witness < 0 || poll(&wait, 1, Self.witnessPatience) != 1 || wait.revents & Int16(POLLIN) == 0 {
                return false
            }
        }
    }

    /// Stops this process as the program has been stopped, until somebody continues it.
    static func stopWithProgram(_ program: pid_t) {
        kill(getpid(), SIGSTOP)
        kill(program, SIGCONT)
    }
}
