// Types, one entry each: what the walk has to know about an object comes from its type, and is looked up for every one.
import CAgentABI
import CAgentPlatform
import CPythonABI

struct TypeInfo {
    var address: UInt64
    /// Its number in the stream.
    var index: UInt32
    var kind: UInt8
    /// Objects of exactly a core type: what the walk knows of them is all there is.
    var isExact: Bool
    var hasCollectorHead: Bool
    /// The collector head is there only if `isGC` says so.
    var isGC: UInt64
    /// 16-byte units between a block's start and its object.
    var prefix: UInt64
    var flags: UInt64
    var basicSize: UInt64
    var itemSize: UInt64
    var dictOffset: Int64
    var cachedKeys: UInt64
    var traverse: UInt64
    var firstMember: Int
    var memberCount: Int
    /// Bytes of an instance without attributes if its class had `__slots__`; 0 = it cannot have them.
    var slotted: UInt64
    var isHeapType: Bool { flags & UInt64(HEAPTIDE_PY_FLAG_HEAP_TYPE.rawValue) != 0 }
}

/// A field of the C struct that refers to an object, and its name.
struct TypeMember {
    var offset: UInt64
    var name: UInt64
}

/// All types met so far, found by address.
struct TypeTable {
    private var slots: UnsafeMutablePointer<UInt32>! = nil
    private var entries: UnsafeMutablePointer<TypeInfo>! = nil
    private var members: UnsafeMutablePointer<TypeMember>! = nil
    private var count = 0
    private var memberCount = 0

    private static let slotCount = 1 << 20
    private static let capacity = 1 << 18
    private static let memberCapacity = 1 << 20
    private static let longestChain = 200

    mutating func prepare() -> Bool {
        guard let slotPages = reservePages(Self.slotCount * 4),
            let entryPages = reservePages(Self.capacity * MemoryLayout<TypeInfo>.stride),
            let memberPages = reservePages(Self.memberCapacity * MemoryLayout<TypeMember>.stride)
        else { return false }
        slots = slotPages.assumingMemoryBound(to: UInt32.self)
        entries = entryPages.assumingMemoryBound(to: TypeInfo.self)
        members = memberPages.assumingMemoryBound(to: TypeMember.self)
        return true
    }

    func member(_ index: Int) -> TypeMember { members[index] }

    @inline(__always)
    mutating func info(_ type: UInt64) -> UnsafeMutablePointer<TypeInfo> {
        var slot = Int(truncatingIfNeeded: ((type >> 4) &* 0x9E37_79B9_7F4A_7C15) >> 44) & (Self.slotCount &- 1)
        while slots[slot] != 0 {
            let entry = entries + Int(slots[slot])
            if entry.pointee.address == type { return entry }
            slot = (slot &+ 1) & (Self.slotCount &- 1)
        }
        return add(type, slot)
    }

    /// Entry 0 stands for all types beyond the table's capacity.
    @inline(never)
    private mutating func add(_ type: UInt64, _ slot: Int) -> UnsafeMutablePointer<TypeInfo> {
        if count &+ 1 >= Self.capacity { return entries }
        count &+= 1
        slots[slot] = UInt32(count)
        let entry = entries + count
        entry.initialize(to: describe(type, UInt32(count)))
        addMembers(type, entry)
        return entry
    }

    private func describe(_ type: UInt64, _ index: UInt32) -> TypeInfo {
        let flags = load(type, UInt32(HEAPTIDE_PY_TYPE_FLAGS.rawValue))
        let known = nearestKnown(type)
        let hasHead = flags & UInt64(HEAPTIDE_PY_FLAG_GC.rawValue) != 0
        let hasKeys = flags & UInt64(HEAPTIDE_PY_FLAG_HEAP_TYPE.rawValue) != 0
        let info = TypeInfo(
            address: type, index: index, kind: known.kind, isExact: known.isExact, hasCollectorHead: hasHead,
            isGC: load(type, UInt32(HEAPTIDE_PY_TYPE_IS_GC.rawValue)), prefix: Self.prefix(flags, hasHead),
            flags: flags,
            basicSize: load(type, UInt32(HEAPTIDE_PY_TYPE_BASICSIZE.rawValue)),
            itemSize: load(type, UInt32(HEAPTIDE_PY_TYPE_ITEMSIZE.rawValue)),
            dictOffset: Int64(bitPattern: load(type, UInt32(HEAPTIDE_PY_TYPE_DICTOFFSET.rawValue))),
            cachedKeys: hasKeys ? load(type, HeapWalk.layout.type_cached_keys) : 0,
            traverse: load(type, UInt32(HEAPTIDE_PY_TYPE_TRAVERSE.rawValue)), firstMember: 0, memberCount: 0,
            slotted: known.kind == ObjectKind.generic && hasHead ? slottedBytes(type) : 0)
        announce(info, known.category)
        return info
    }

    private static func prefix(_ flags: UInt64, _ hasHead: Bool) -> UInt64 {
        let managed =
            layout.minor == 11
            ? UInt64(HEAPTIDE_PY_FLAG_MANAGED_DICT.rawValue)
            : UInt64(HEAPTIDE_PY_FLAG_MANAGED_DICT.rawValue | HEAPTIDE_PY_FLAG_MANAGED_WEAKREF.rawValue)
        return (hasHead ? 1 : 0) &+ (layout.minor >= 11 && flags & managed != 0 ? 1 : 0)
    }

    /// What is known of the type or of the nearest type that it was made from.
    private func nearestKnown(_ type: UInt64) -> (kind: UInt8, category: UInt8, isExact: Bool) {
        var base = type
        for step in 0..<Self.longestChain {
            if let known = HeapWalk.coreTypes.find(base) {
                let isPlain = step == 0
                let isInstance = !isPlain && known.kind != ObjectKind.type && known.kind != ObjectKind.exception
                return (
                    known.kind, isInstance ? UInt8(HEAPTIDE_HEAP_CATEGORY_INSTANCE.rawValue) : known.category, isPlain
                )
            }
            if let known = Self.knownByName(base) { return (known.kind, UInt8(known.category.rawValue), false) }
            base = load(base, UInt32(HEAPTIDE_PY_TYPE_BASE.rawValue))
            if base == 0 || base == HeapWalk.coreTypes.object { break }
        }
        return (ObjectKind.generic, UInt8(HEAPTIDE_HEAP_CATEGORY_INSTANCE.rawValue), false)
    }

    /// Types whose insides are known, but which the interpreter does not export.
    private static func knownByName(_ type: UInt64) -> (kind: UInt8, category: heaptide_heap_category)? {
        if isNamed(type, "numpy.ndarray") { return (ObjectKind.array, HEAPTIDE_HEAP_CATEGORY_NATIVE) }
        if isNamed(type, "array.array") { return (ObjectKind.numberArray, HEAPTIDE_HEAP_CATEGORY_NATIVE) }
        if isNamed(type, "collections.deque") { return (ObjectKind.deque, HEAPTIDE_HEAP_CATEGORY_COLLECTION) }
        if isNamed(type, "collections.OrderedDict") {
            return (ObjectKind.orderedDict, HEAPTIDE_HEAP_CATEGORY_COLLECTION)
        }
        if isNamed(type, "datetime.datetime") { return (ObjectKind.dateTime, HEAPTIDE_HEAP_CATEGORY_INSTANCE) }
        if isNamed(type, "datetime.time") { return (ObjectKind.timeOfDay, HEAPTIDE_HEAP_CATEGORY_INSTANCE) }
        if isNamed(type, "datetime.timezone") { return (ObjectKind.timeZone, HEAPTIDE_HEAP_CATEGORY_INSTANCE) }
        let isBuffered =
            isNamed(type, "_io.BufferedReader") || isNamed(type, "_io.BufferedWriter")
            || isNamed(type, "_io.BufferedRandom")
        return isBuffered ? (ObjectKind.bufferedFile, HEAPTIDE_HEAP_CATEGORY_INSTANCE) : nil
    }

    /// Of types that are no part of the interpreter, only the name is known.
    static func isNamed(_ type: UInt64, _ name: StaticString) -> Bool {
        let own = UnsafePointer<CChar>(bitPattern: UInt(load(type, UInt32(HEAPTIDE_PY_TYPE_NAME.rawValue))))
        guard let own else { return false }
        return strcmp(own, cString(name)) == 0
    }

    // MARK: Members

    /// The object fields that the type and those it was made from declare: `__slots__`, and C members.
    private mutating func addMembers(_ type: UInt64, _ entry: UnsafeMutablePointer<TypeInfo>) {
        entry.pointee.firstMember = memberCount
        var base = type
        for _ in 0..<Self.longestChain {
            if base == 0 { break }
            addMembers(declaredBy: base, since: entry.pointee.firstMember)
            base = load(base, UInt32(HEAPTIDE_PY_TYPE_BASE.rawValue))
        }
        entry.pointee.memberCount = memberCount &- entry.pointee.firstMember
    }

    /// One field may go by two names: `__func__` and `__wrapped__` of a static method.
    private func isKnown(_ offset: UInt64, since first: Int) -> Bool {
        for index in first..<memberCount where members[index].offset == offset { return true }
        return false
    }

    /// A PyMemberDef is name 0, type 8, offset 16, flags 24, 40 bytes; a null name ends the list.
    private mutating func addMembers(declaredBy type: UInt64, since first: Int) {
        var member = load(type, UInt32(HEAPTIDE_PY_TYPE_MEMBERS.rawValue))
        while member != 0 && load(member, 0) != 0 && memberCount < Self.memberCapacity {
            let kind = load32(member, 8)
            let isRelative = load32(member, 24) & 8 != 0
            let offset = load(member, 16)
            if (kind == 6 || kind == 16) && !isRelative && !isKnown(offset, since: first) {
                let name = load(member, 0)
                members[memberCount] = TypeMember(offset: offset, name: name)
                memberCount &+= 1
                HeapStream.name(name, name, boundedLength(name), width: 1)
            }
            member &+= 40
        }
    }
}

/// Zeroed address space; nil if the kernel refuses it.
func reservePages(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    let pages = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0)
    return pages == UnsafeMutableRawPointer(bitPattern: -1) ? nil : pages
}

/// Length of a C string, at most the longest name.
func boundedLength(_ string: UInt64) -> UInt64 {
    var length: UInt64 = 0
    while length < UInt64(HEAPTIDE_HEAP_LONGEST_NAME) && load8(string &+ length, 0) != 0 { length &+= 1 }
    return length
}
