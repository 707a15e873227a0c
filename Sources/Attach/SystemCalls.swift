// System calls of x86_64 by how they bear being interrupted.
import CAttach
import Glibc

enum SystemCalls {
    static let mmap: UInt64 = 9
    static let munmap: UInt64 = 11
    static let futex = 202

    /// Calls in which a thread may wait long and holds no lock of the allocator or the loader meanwhile: read, poll,
    /// readv, select, pause, nanosleep, connect, accept, sendto, recvfrom, sendmsg, recvmsg, wait4, semop, msgrcv, fcntl
    /// and flock (locks of files), rt_sigtimedwait, rt_sigsuspend, restart_syscall, semtimedop, clock_nanosleep,
    /// epoll_wait, mq_timedreceive, waitid, pselect6, ppoll, epoll_pwait, accept4, recvmmsg, epoll_pwait2; and futex.
    static let patient: Set<Int> = [
        0, 7, 19, 23, 34, 35, 42, 43, 44, 45, 46, 47, 61, 65, 70, 72, 73, 128, 130, 219, 220, 230, 232, 243, 247, 270,
        271, 281, 288, 299, 441, futex,
    ]

    /// Whether the registers are those of a thread that was woken in a system call before it had a result: the kernel's
    /// -ERESTART…, or -EINTR where there is no restart.
    static func isInterrupted(_ registers: heaptide_registers) -> Bool {
        switch Int64(bitPattern: registers.rax) {
        case -512, -513, -514, -516, -Int64(EINTR): return true
        default: return false
        }
    }

    /// Whether a call that has ended with EINTR would do exactly the same if begun anew: one without a time limit.
    ///
    /// The kernel does not restart these even if it was only a tracer who woke the thread (signal(7)). With a time limit
    /// they are left as they are: beginning anew would wait too long, and a program has to expect EINTR there.
    static func isToBeginAnew(_ registers: heaptide_registers) -> Bool {
        guard Int64(bitPattern: registers.rax) == -Int64(EINTR) else { return false }
        switch Int64(bitPattern: registers.orig_rax) {
        case 232, 281: return Int32(truncatingIfNeeded: registers.r10) < 0  // epoll_wait, epoll_pwait
        case 441, 220: return registers.r10 == 0  // epoll_pwait2, semtimedop
        case 128: return registers.rdx == 0  // rt_sigtimedwait
        case 65: return true  // semop
        default: return false
        }
    }
}
