import CSubreaper
import Glibc

/// This process and everything that it starts: children, and the processes that ended children leave behind.
///
/// Orphans come to this process, so that their processor time is counted too and none outlives its run. One thread only.
enum Household {
    /// Makes this process the parent of orphans, and keeps the news of an ended child pending until `waitForNews`.
    static func begin() throws {
        guard heaptide_become_subreaper() == 0 else {
            throw BenchmarkError("cannot become a subreaper: \(String(cString: strerror(errno)))")
        }
        var news = childSignal
        sigprocmask(SIG_BLOCK, &news, nil)
    }

    /// A process that ended: how, and the processor seconds that it and all processes it had waited for used.
    struct Ended {
        let pid: pid_t
        let status: Int32
        let processorSeconds: Double
    }

    /// Who ended, if anybody.
    enum News {
        case ended(Ended)
        case allRunning
        case nobodyLeft
    }

    /// Takes the next process that ended, without waiting.
    static func next() -> News {
        var status: Int32 = 0
        var usage = rusage()
        let pid = wait4(-1, &status, WNOHANG, &usage)
        guard pid >= 0 else { return .nobodyLeft }
        guard pid > 0 else { return .allRunning }
        let processorSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        return .ended(Ended(pid: pid, status: status, processorSeconds: processorSeconds))
    }

    /// Waits until a process ends, at most `limit` seconds.
    static func waitForNews(limit: Double) {
        var news = childSignal
        var duration = timespec(tv_sec: Int(limit), tv_nsec: Int(limit.truncatingRemainder(dividingBy: 1) * 1e9))
        _ = sigtimedwait(&news, nil, &duration)
    }

    /// Kills every process that this one started, directly or not.
    static func killAll() {
        for pid in descendants(of: getpid()) {
            kill(pid, SIGKILL)
        }
    }

    private static func descendants(of pid: pid_t) -> [pid_t] {
        children(of: pid).flatMap { [$0] + descendants(of: $0) }
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    private static var childSignal: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGCHLD)
        return signals
    }
}
