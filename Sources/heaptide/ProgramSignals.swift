// Signals while a program runs: the program gets what it would get without us, once.
import CRecorderPlatform
import Glibc

/// Blocks the signals that concern the program and reads them from a descriptor.
///
/// What is sent to the whole process group (Ctrl-C of a terminal, `kill -INT -GROUP`) has reached the program already and
/// is not passed on; what is sent to this process alone is. A witness in the same group tells the two apart. When the job
/// is stopped (Ctrl-Z), so is this process, as soon as the program is: the shell sees what it expects.
struct ProgramSignals {
    let descriptor: Int32
    /// The mask from before: the program's.
    let originalMask: sigset_t
    private let witness: heaptide_witness
    /// Whether the job has been asked to stop since it was last continued.
    private var stopIsAsked = false

    /// How long the witness may take to get what this process got, milliseconds.
    private static let witnessPatience: Int32 = 50
    private static let stops: [Int32] = [SIGTSTP, SIGTTIN, SIGTTOU]
    private static let passedOn: [Int32] =
        [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGCONT] + stops

    init() {
        witness = heaptide_start_witness(Self.passedOn, Int32(Self.passedOn.count))
        let handled = Self.passedOn + [SIGCHLD, SIGPIPE]
        var set = sigset_t()
        sigemptyset(&set)
        for signal in handled { sigaddset(&set, signal) }
        var old = sigset_t()
        pthread_sigmask(SIG_BLOCK, &set, &old)
        originalMask = old
        descriptor = heaptide_signal_descriptor(handled, Int32(handled.count))
    }

    /// Handles what has arrived: passes on what was meant for `program`. True if a child changed state.
    mutating func handle(program: pid_t) -> Bool {
        var childChanged = false
        var arrived = heaptide_signal()
        while heaptide_next_signal(descriptor, &arrived) {
            switch arrived.number {
            case SIGCHLD: childChanged = true
            case SIGPIPE: break
            case SIGCONT where arrived.sender == witness.pid: break
            default:
                if Self.stops.contains(arrived.number) { stopIsAsked = true }
                if arrived.number == SIGCONT { stopIsAsked = false }
                // The witness is asked in any case: what it wrote must not be taken for the next of its kind.
                let reachedProgram = reachedGroup(arrived.number) || arrived.from_kernel || arrived.sender == program
                if !reachedProgram { kill(program, arrived.number) }
            }
        }
        return childChanged
    }

    /// Whether the witness got the signal too.
    private func reachedGroup(_ signal: Int32) -> Bool {
        var byte: UInt8 = 0
        while true {
            while read(witness.socket, &byte, 1) == 1 { if Int32(byte) == signal { return true } }
            var wait = pollfd(fd: witness.socket, events: Int16(POLLIN), revents: 0)
            if witness.socket < 0 || poll(&wait, 1, Self.witnessPatience) != 1 || wait.revents & Int16(POLLIN) == 0 {
                return false
            }
        }
    }

    /// Stops this process as `program` has been by `signal`, until the job is continued; if it was the job that was asked
    /// to stop. A program stopped for itself alone is not followed: its reader must be there when it goes on.
    mutating func follow(_ program: pid_t, stoppedBy signal: Int32) {
        guard stopIsAsked else { return }
        stopIsAsked = false
        heaptide_stop_with(witness, program, signal)
    }
}
