// The thread that traces.
import Glibc

/// Runs something on a thread of its own with all signals blocked. ptrace belongs to a thread; when that ends, the kernel
/// lets go of everything that it traced, even of what could not be stopped.
enum TracerThread {
    private final class Work<Value> {
        let body: () throws(AttachError) -> Value
        var result: Result<Value, AttachError>?

        init(_ body: @escaping () throws(AttachError) -> Value) { self.body = body }

        func run() {
            do throws(AttachError) { result = .success(try body()) } catch { result = .failure(error) }
        }
    }

    /// pthread_create takes no generic function.
    private final class Start {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    static func run<Value>(_ body: @escaping () throws(AttachError) -> Value) throws(AttachError) -> Value {
        let work = Work(body)
        let start = Unmanaged.passRetained(Start(work.run))
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        var thread = pthread_t()
        let error = pthread_create(
            &thread, nil,
            {
                Unmanaged<Start>.fromOpaque($0!).takeRetainedValue().run()
                return nil
            }, start.toOpaque())
        pthread_sigmask(SIG_SETMASK, &before, nil)
        if error != 0 {
            start.release()
            throw AttachError(.unexpected, "cannot start a thread: \(String(cString: strerror(error)))")
        }
        pthread_join(thread, nil)
        return try work.result!.get()
    }
}
