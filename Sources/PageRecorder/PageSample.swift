// The memory of a page at one moment.

package struct PageSample: Sendable {
    /// Since the page was asked for.
    package let seconds: Double
    /// What had just been done.
    package let step: String
    /// In use in V8's heap, and what it has of the system.
    package let heapBytes: Int
    package let heapTotalBytes: Int
    /// In use in the browser's own heap, DOM nodes for the most part; nil if it does not say.
    package let embedderBytes: Int?
    package let nodes: Int
    package let documents: Int
    package let listeners: Int
    /// RSS of all processes of the browser that run pages; nil if not measured.
    package let residentBytes: Int?
}
