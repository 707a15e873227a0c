// Why a process was not attached to.

/// One clear line: what is the matter, and what to do next.
package struct AttachError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of thing is the matter, for those who do not read.
    package enum Kind: Equatable, Sendable {
        /// No such process, or it ended (or became another program) meanwhile.
        case gone
        /// The kernel does not let us: another user's, Yama, a tracer, a seccomp filter.
        case notAllowed
        /// A process that cannot answer now: stopped, a zombie, starting, finalising.
        case notReady
        /// Not a program that this can be done to: no CPython, an unsuitable version or build, another architecture.
        case unsuitable
        /// What is to be loaded or called is not there or cannot be loaded.
        case library
        /// The time was up.
        case timedOut
        /// The kernel or the program did something that should not happen.
        case unexpected
    }

    package let kind: Kind
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
