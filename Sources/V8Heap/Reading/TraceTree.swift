// Allocation stacks of a .heaptimeline.
import HeapFile
import HeapGraph

/// The call tree of a file as stacks.
struct TraceTree {
    let stacks: AllocationStacks
    /// Stack by number of a tree node.
    private let stackOfNode: [UInt32: StackIndex]

    /// A tree without calls.
    static let empty = TraceTree(stacks: .empty, stackOfNode: [:])

    func stack(of node: UInt32) -> StackIndex { stackOfNode[node] ?? 0 }

    private init(stacks: AllocationStacks, stackOfNode: [UInt32: StackIndex]) {
        self.stacks = stacks
        self.stackOfNode = stackOfNode
    }

    /// - Throws: `SnapshotFault` if the tree or the functions are not what the head says they are.
    /// - Complexity: O(bytes), whatever the depth.
    init(
        _ text: UnsafeRawBufferPointer, _ head: SnapshotHead, _ sections: SnapshotSections,
        _ strings: borrowing StringTable
    ) throws(SnapshotFault) {
        guard let tree = sections["trace_tree"], let infos = sections["trace_function_infos"],
            let treeFields = head.meta.trace_node_fields, let fields = head.meta.trace_function_info_fields
        else {
            self = .empty
            return
        }
        let frames = try Self.frames(text, infos, fields, strings)
        var walk = try TraceWalk(treeFields, frames: frames)
        try walk.read(text, tree)
        let (stacks, stackOfNode) = walk.finish()
        self.init(stacks: stacks, stackOfNode: stackOfNode)
    }

    /// The files of functions of the engine's own, and of those whose script V8 has dropped, as in recordings of Node.
    private static let engine = "(V8)"
    private static let unknownScript = "(unknown script)"

    private static func frames(
        _ text: UnsafeRawBufferPointer, _ range: Range<Int>, _ fields: [String], _ strings: borrowing StringTable
    ) throws(SnapshotFault) -> [AllocationFrame] {
        guard let name = fields.firstIndex(of: "name"), let script = fields.firstIndex(of: "script_name"),
            let line = fields.firstIndex(of: "line")
        else { return [] }
        let scriptNumber = fields.firstIndex(of: "script_id")
        let numbers = try NumberList.read(text, range, fieldCount: fields.count, name: "trace_function_infos")
        return try stride(from: 0, to: numbers.count, by: fields.count).map { start throws(SnapshotFault) in
            guard numbers[start + name] < strings.count, numbers[start + script] < strings.count else {
                throw SnapshotFault("a function's name is not in \"strings\"")
            }
            let file = strings.text(inFile: UInt32(numbers[start + script]))
            let hasScript = scriptNumber.map { numbers[start + $0] != 0 } ?? false
            return AllocationFrame(
                function: strings.text(inFile: UInt32(numbers[start + name])),
                file: file.isEmpty ? hasScript ? Self.unknownScript : Self.engine : file,
                line: UInt32(clamping: Int64(bitPattern: numbers[start + line])))
        }
    }
}

/// A small array of numbers as a list.
enum NumberList {
    static func read(
        _ text: UnsafeRawBufferPointer, _ range: Range<Int>, fieldCount: Int, name: String
    ) throws(SnapshotFault) -> [UInt64] {
        guard fieldCount > 0 else { return [] }
        let blocks = try NumberBlocks(text, range, fieldCount: fieldCount, name: name)
        guard blocks.tupleCount > 0 else { return [] }
        let base = text.baseAddress!.assumingMemoryBound(to: UInt8.self)
        var reader = NumberReader(from: base + range.lowerBound, to: base + range.upperBound)
        let numbers = (0..<blocks.tupleCount * fieldCount).map { _ in reader.next() }
        try reader.check(text)
        return numbers
    }
}

/// Goes through the nested arrays of a tree; a level's tuples stand one behind the other, each with an array of those
/// that it called.
private struct TraceWalk: ~Copyable {
    private let id, function, children, fieldCount: Int
    private let frames: [AllocationFrame]
    private var builder = AllocationStackBuilder()
    private var stackOfNode: [UInt32: StackIndex] = [:]

    /// A tuple that is being read: the stack that it hangs below, its numbers so far, and its own stack.
    private struct Level {
        let caller: StackIndex
        var field = 0
        var id: UInt64 = 0
        var function: UInt64 = 0
    }

    init(_ fields: [String], frames: [AllocationFrame]) throws(SnapshotFault) {
        guard let id = fields.firstIndex(of: "id"), let function = fields.firstIndex(of: "function_info_index"),
            let children = fields.firstIndex(of: "children"), children > id, children > function
        else { throw SnapshotFault("its allocation tree has no id, function or children") }
        (self.id, self.function, self.children) = (id, function, children)
        fieldCount = fields.count
        self.frames = frames
    }

    consuming func finish() -> (AllocationStacks, [UInt32: StackIndex]) { (builder.finish(), stackOfNode) }

    mutating func read(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) throws(SnapshotFault) {
        var levels = [Level(caller: 0)]
        var place = range.lowerBound
        while place < range.upperBound {
            let byte = text[place]
            place += 1
            switch byte {
            case 0x30...0x39:
                var value = UInt64(byte - 0x30)
                while place < range.upperBound, text[place] >= 0x30, text[place] <= 0x39 {
                    value = value &* 10 &+ UInt64(text[place] - 0x30)
                    place += 1
                }
                try take(value, &levels[levels.count - 1], place)
            case UInt8(ascii: "["):
                guard levels[levels.count - 1].field == children else {
                    throw .at(place - 1, "an array is out of place")
                }
                levels.append(Level(caller: stack(of: levels[levels.count - 1])))
            case UInt8(ascii: "]"):
                guard levels.count > 1, levels[levels.count - 1].field == 0 else {
                    throw .at(place - 1, "a tuple is cut")
                }
                levels.removeLast()
                advance(&levels[levels.count - 1])
            case UInt8(ascii: ","), 0...0x20: continue
            default: throw .at(place - 1, "there is no number where one should be")
            }
        }
        guard levels.count == 1, levels[0].field == 0 else { throw .at(range.upperBound, "the allocation tree is cut") }
    }

    private func take(_ value: UInt64, _ level: inout Level, _ place: Int) throws(SnapshotFault) {
        guard level.field != children else { throw .at(place, "there is no array where one should be") }
        if level.field == id { level.id = value }
        if level.field == function { level.function = value }
        advance(&level)
    }

    private func advance(_ level: inout Level) { level.field = (level.field + 1) % fieldCount }

    /// The stack of a tuple, which is noted. The root of the tree is no call.
    private mutating func stack(of level: Level) -> StackIndex {
        guard level.function < frames.count else { return level.caller }
        let frame = frames[Int(level.function)]
        let isRoot = frame.function == "(root)" && level.caller == 0
        let stack = isRoot ? 0 : builder.stack(frame, calledBy: level.caller)
        if let id = UInt32(exactly: level.id) { stackOfNode[id] = stack }
        return stack
    }
}
