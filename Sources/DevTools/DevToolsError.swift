// What can go wrong between this process and one that speaks the DevTools protocol.

/// One line that says what the other side did, or failed to do.
package struct DevToolsError: Error, CustomStringConvertible, Equatable, Sendable {
    package let description: String
    /// Whether the other side is gone: nothing more can be asked of it.
    package let isEnd: Bool

    package init(_ description: String, isEnd: Bool = false) {
        self.description = description
        self.isEnd = isEnd
    }
}
