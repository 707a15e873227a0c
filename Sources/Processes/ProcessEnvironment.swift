// The variables that this process was started with.
import Glibc

package enum ProcessEnvironment {
    /// As they stand, `NAME=value` each; a name can stand there twice.
    package static var current: [String] {
        var entries: [String] = []
        while let entry = environ[entries.count] { entries.append(String(cString: entry)) }
        return entries
    }
}
