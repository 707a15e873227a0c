/// A column that is being filled. It has one owner, so writing never copies.
package struct MutableColumn<Element: BitwiseCopyable>: ~Copyable {
    private var memory: Memory
    /// The first element, for loops that have checked their indices. Moves when the column grows.
    @usableFromInline
    package private(set) var base: UnsafeMutablePointer<Element>
    @usableFromInline
    package private(set) var count: Int
    @usableFromInline
    private(set) var capacity: Int

    /// `count` zeroes. They take no memory until they are written.
    ///
    /// - Parameter isSparse: most of them never will be.
    package init(zeroes count: Int, isSparse: Bool = false) {
        let memory = Memory(byteCount: count * MemoryLayout<Element>.stride, isSparse ? .untouched : .zeroes)
        self.init(memory: memory, count: count, capacity: count)
    }

    /// `count` elements that say anything: each is written before it is read.
    package init(unwritten count: Int) {
        let memory = Memory(byteCount: count * MemoryLayout<Element>.stride, .anything)
        self.init(memory: memory, count: count, capacity: count)
    }

    /// An empty column with room for `capacity` elements, which take no memory until they are written.
    package init(capacity: Int = 0) {
        self.init(memory: Memory(byteCount: capacity * MemoryLayout<Element>.stride), count: 0, capacity: capacity)
    }

    /// An empty column with room for many more elements than it will probably have.
    package init(sparse capacity: Int) {
        let memory = Memory(byteCount: capacity * MemoryLayout<Element>.stride, .untouched)
        self.init(memory: memory, count: 0, capacity: capacity)
    }

    private init(memory: Memory, count: Int, capacity: Int) {
        self.memory = memory
        self.count = count
        self.capacity = capacity
        base = memory.address.bindMemory(to: Element.self, capacity: capacity)
    }

    /// - Complexity: O(1) amortized.
    @inlinable
    package mutating func append(_ element: Element) {
        if count == capacity { grow(to: count + 1) }
        base[count] = element
        count &+= 1
    }

    /// Makes room for `count` elements. Those that are not there yet may be written through `base`, and count once
    /// `setCount` says so.
    package mutating func reserve(_ count: Int) {
        if count > capacity { grow(to: count) }
    }

    /// Declares the first `count` elements written; there is room for them.
    package mutating func setCount(_ count: Int) {
        precondition(count >= 0 && count <= capacity, "no room for that many elements")
        self.count = count
    }

    /// Forgets elements and keeps the room.
    package mutating func removeAll() { count = 0 }
    @inline(__always)
    mutating func removeLast(_ removed: Int = 1) { count &-= removed }

    /// Frees the elements from `index` on, or most of them. Nobody may touch them any more.
    func forget(from index: Int) { memory.forget(from: index * MemoryLayout<Element>.stride) }

    /// The element at `index`; traps if there is none.
    @inlinable package subscript(index: Int) -> Element {
        get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
            return base[index]
        }
        set {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
            base[index] = newValue
        }
    }

    /// Ends the filling.
    package consuming func frozen() -> Column<Element> {
        Column(owner: memory, base: UnsafePointer(base), count: count)
    }

    @usableFromInline
    mutating func grow(to needed: Int) {
        let larger = max(needed, capacity * 2, 16)
        let grown = Memory(byteCount: larger * MemoryLayout<Element>.stride)
        grown.address.copyMemory(from: base, byteCount: count * MemoryLayout<Element>.stride)
        memory = grown
        base = grown.address.bindMemory(to: Element.self, capacity: larger)
        capacity = larger
    }
}
