/// What is known of a node beside its type, in 8 bits.
package struct NodeFlags: OptionSet, Sendable, BitwiseCopyable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The cyclic collector looks at it.
    package static let tracked = Self(rawValue: 1)
    /// Code of the program runs when it dies.
    package static let finalizer = Self(rawValue: 2)
    /// It never dies.
    package static let immortal = Self(rawValue: 4)
    /// Only the collector can still reach it. Everything that such a node dominates is flagged too.
    package static let garbage = Self(rawValue: 8)
    /// No object: it was made up to give the graph its shape.
    package static let synthetic = Self(rawValue: 16)
    /// A namespace that outlives what is in it: module, thread, frame, class, and their dicts. Never a suspect itself.
    package static let holder = Self(rawValue: 32)
    /// A path through it says little: a frame or a traceback holds what somebody else holds too.
    package static let grey = Self(rawValue: 64)
    /// The runtime's own: code, layouts of objects, the modules of its library. No suspect unless that is asked for, nor is
    /// a group of objects that are reached through it.
    package static let runtime = Self(rawValue: 128)
}
