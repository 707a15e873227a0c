// Processes that a lab's program has started and that have left its process group.
import Foundation
import Glibc

enum LabOrphans {
    /// Ends every process of this user that has the variable `name` with this value in its environment, until there is
    /// none: one may start another meanwhile.
    ///
    /// - Parameter patience: seconds that they are given to end by themselves.
    static func end(marked name: String, _ value: String, patience: Double = 0) {
        guard !value.isEmpty else { return }
        let end = Date() + patience
        while Date() < end, !marked("\(name)=\(value)").isEmpty { usleep(20_000) }
        for _ in 0..<10 {
            let left = marked("\(name)=\(value)")
            if left.isEmpty { return }
            for pid in left { kill(pid, SIGKILL) }
            usleep(5000)
        }
    }

    private static func marked(_ variable: String) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let wanted = Array(variable.utf8)
        return names.compactMap { pid_t($0) }.filter { pid in
            guard pid != getpid(), let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else {
                return false
            }
            return environment.split(separator: 0).contains { $0.elementsEqual(wanted) }
        }
    }
}
