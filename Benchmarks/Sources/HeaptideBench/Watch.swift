import Glibc

/// Seconds of a clock that is never set.
func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The course of one command, from its start until nothing of it is left.
struct Watch {
    /// Seconds that processes which the command left behind may go on running.
    private static let grace = 10.0

    private let pid: pid_t
    private let start: Double
    private var deadline: Double
    private var ending: ChildProcess.Ending?
    private var wall = 0.0
    private var processorSeconds = 0.0

    /// Watches the process `pid`, which began at `start` and may take `limit` seconds.
    init(pid: pid_t, start: Double, limit: Double) {
        self.pid = pid
        self.start = start
        deadline = start + limit
    }

    /// Waits for the command and all that it left behind; kills what does not end in time.
    mutating func untilNothingIsLeft() -> ChildProcess {
        while true {
            switch Household.next() {
            case .ended(let process):
                note(process)
            case .allRunning:
                waitOrKill()
            case .nobodyLeft:
                return ChildProcess(ending: ending ?? .overran, wall: wall, processorSeconds: processorSeconds)
            }
        }
    }

    private mutating func note(_ process: Household.Ended) {
        processorSeconds += process.processorSeconds
        guard process.pid == pid else { return }
        let now = monotonicSeconds()
        wall = now - start
        deadline = now + Self.grace
        ending = ending ?? Self.ending(status: process.status)
    }

    private mutating func waitOrKill() {
        let left = deadline - monotonicSeconds()
        if left > 0 {
            Household.waitForNews(limit: left)
            return
        }
        ending = ending == nil || ending == .overran ? .overran : .leftProcesses
        Household.killAll()
        deadline = monotonicSeconds() + 0.1
    }

    /// The meaning of a status of `wait4`, as the macros of `sys/wait.h` read it.
    private static func ending(status: Int32) -> ChildProcess.Ending {
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}
