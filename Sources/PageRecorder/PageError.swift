// What can go wrong between a page and who watches it.
import DevTools

/// One line that says what is wrong and what to do.
package struct PageError: Error, CustomStringConvertible, Sendable {
    package let description: String

    package init(_ description: String) { self.description = description }

    init(_ error: DevToolsError) { description = error.description }
}
