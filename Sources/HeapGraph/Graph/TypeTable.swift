// What kinds of objects there are.

/// What a type is good for, whatever the language.
package enum TypeCategory: UInt8, Sendable, CaseIterable {
    case other = 0
    /// An instance of a class of the program.
    case object = 1
    case string = 2
    case number = 3
    /// List, dict, set, array: holds what the program put in.
    case collection = 4
    case function = 5
    case code = 6
    /// A class.
    case type = 7
    case module = 8
    /// A stack frame, a generator, a context: holds variables.
    case frame = 9
    /// Memory outside the managed heap.
    case native = 10
    /// No object: made up to give the graph its shape.
    case synthetic = 11
}

/// One type of objects.
package struct HeapType: Sendable, Hashable {
    package var name: NameIndex
    package var category: TypeCategory
}

/// Types by number.
package struct TypeTable: Sendable {
    package let names: Column<NameIndex>
    /// Raw values of `TypeCategory`.
    package let categories: Column<UInt8>

    /// - Throws: `HeapGraphError` if the columns do not fit together, `nameCount` or the categories.
    package init(names: Column<NameIndex>, categories: Column<UInt8>, nameCount: Int) throws(HeapGraphError) {
        guard names.count == categories.count, Scan.allBelow(names.base, names.count, nameCount),
            categories.allSatisfy({ TypeCategory(rawValue: $0) != nil })
        else { throw HeapGraphError("the type table does not fit its names and categories") }
        self.init(checkedNames: names, categories: categories)
    }

    init(checkedNames names: Column<NameIndex>, categories: Column<UInt8>) {
        self.names = names
        self.categories = categories
    }

    package var count: Int { names.count }

    package subscript(type: TypeIndex) -> HeapType {
        HeapType(name: names[type], category: TypeCategory(rawValue: categories[type])!)
    }
}

/// Gives every distinct type one number while a graph is built.
package struct TypeInterner: ~Copyable {
    private var names = MutableColumn<NameIndex>(capacity: 64)
    private var categories = MutableColumn<UInt8>(capacity: 64)
    private var known: [HeapType: TypeIndex] = [:]

    package init() {}

    package var count: Int { names.count }

    /// The number of a type: types of one name and category are one.
    package mutating func intern(_ name: NameIndex, _ category: TypeCategory) -> TypeIndex {
        let type = HeapType(name: name, category: category)
        if let index = known[type] { return index }
        let index = TypeIndex(count)
        names.append(name)
        categories.append(category.rawValue)
        known[type] = index
        return index
    }

    /// Ends the interning.
    package consuming func table() -> TypeTable {
        TypeTable(checkedNames: names.frozen(), categories: categories.frozen())
    }
}
