// Two cores for what need not be done one after the other.
import Glibc

enum Together {
    /// Does both, at the same time if the kernel has a thread to give. They must not write what the other one uses.
    static func run(_ first: () -> Void, _ second: () -> Void) {
        withoutActuallyEscaping(second) { second in
            let work = Unmanaged.passRetained(Work(second))
            var thread = pthread_t()
            let error = pthread_create(
                &thread, nil,
                { argument in
                    Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                    return nil
                }, work.toOpaque())
            first()
            if error == 0 {
                pthread_join(thread, nil)
            } else {
                work.takeRetainedValue().body()
            }
        }
    }

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }
}
