/// Number of a node; 0 is the root.
package typealias NodeIndex = UInt32
/// Number of an edge: its place in the edge columns.
package typealias EdgeIndex = UInt32
/// Index into the type table.
package typealias TypeIndex = UInt32
/// Index into the name table; 0 = no name.
package typealias NameIndex = UInt32
/// Index into a table of stacks that the caller owns; 0 = unknown.
package typealias StackIndex = UInt32

/// Stands for "no node" and "no edge".
let none = UInt32.max
