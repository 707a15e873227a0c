/// Why something is no heap graph, in one line.
package struct HeapGraphError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
