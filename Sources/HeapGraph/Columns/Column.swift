// A column of a table: elements of one trivial type, one behind the other, in memory that something else may own.

/// A read-only column that keeps alive whatever owns its memory: an allocation, or a mapped file.
///
/// Copies share the memory. Nothing writes to it while a column of it exists.
///
/// - Complexity: O(1) to copy and to read.
package struct Column<Element: BitwiseCopyable>: @unchecked Sendable, RandomAccessCollection {
    private let owner: AnyObject
    /// The first element, for loops that have checked their indices. Valid as long as this column or a copy of it.
    @usableFromInline
    let base: UnsafePointer<Element>
    package let count: Int

    /// A view of memory that lives as long as `owner` and does not change.
    package init(owner: AnyObject, base: UnsafePointer<Element>, count: Int) {
        self.owner = owner
        self.base = base
        self.count = count
    }

    /// A copy of `elements`.
    package init(_ elements: some Collection<Element>) {
        var column = MutableColumn<Element>(capacity: elements.count)
        for element in elements { column.append(element) }
        self = column.frozen()
    }

    @inlinable package var startIndex: Int { 0 }
    @inlinable package var endIndex: Int { count }

    /// The element at `index`; traps if there is none.
    @inlinable package subscript(index: Int) -> Element {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
        return base[index]
    }

    /// The element at `index`; traps if there is none.
    @inlinable package subscript(index: UInt32) -> Element { self[Int(index)] }

    /// All elements as bytes, as a file holds them.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base, count: count * MemoryLayout<Element>.stride)
    }
}
