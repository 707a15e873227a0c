import Glibc

/// The signal mask of this thread, which a program that is started here inherits. Threads of a pool have signals
/// blocked that a shell would not.
package enum SignalMask {
    /// Starts something as a shell would.
    package static func withNothingBlocked<T>(_ body: () throws -> T) rethrows -> T {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return try body()
    }
}
