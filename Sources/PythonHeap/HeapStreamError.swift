/// Why a heap walk cannot be used: one line.
package struct HeapStreamError: Error, CustomStringConvertible, Equatable {
    package let description: String
    package init(_ description: String) { self.description = description }
}
