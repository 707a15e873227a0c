// The walk: every object once, with what it is, how big it is, and what it refers to. Runs in a forked child, which has
// the heap as it was at a safe point, and nothing but raw reads, the types' own traverse functions, and a socket.
//
// The collector's lists name the objects that it tracks. All others are found through references: what is met for the
// first time and is not tracked goes to `pending`.
import CAgentABI
import CAgentPlatform
import CPythonABI

enum HeapWalk {
    nonisolated(unsafe) static var layout = heaptide_py_heap_layout()
    nonisolated(unsafe) static var coreTypes = CoreTypes()
    nonisolated(unsafe) static var types = TypeTable()
    nonisolated(unsafe) static var nameBuffer: UnsafeMutablePointer<UInt8>! = nil
    nonisolated(unsafe) static var programPid: Int32 = 0
    nonisolated(unsafe) static var sendsValues = false
    nonisolated(unsafe) static var isOldNumpy = false
    nonisolated(unsafe) static var hashSeed: UInt64 = 0
    nonisolated(unsafe) private static var imageStart: UInt64 = 0
    nonisolated(unsafe) private static var imageBytes: UInt64 = 0
    nonisolated(unsafe) private static var seen = AddressSet()
    nonisolated(unsafe) private static var named = AddressSet()
    nonisolated(unsafe) private static var pending = PendingObjects()
    nonisolated(unsafe) private static var completion = EdgeCounts()
    nonisolated(unsafe) private static var isCompleting = false
    nonisolated(unsafe) private static var nextItem: UInt64 = 0
    /// The object whose references are being told.
    nonisolated(unsafe) private(set) static var current: UInt64 = 0

    /// Reserves what the walk needs. False if the kernel refuses it.
    static func prepare() -> Bool {
        guard let buffer = mapPages(2 * pageSize) else { return false }
        nameBuffer = buffer.assumingMemoryBound(to: UInt8.self)
        return types.prepare() && seen.prepare() && named.prepare() && pending.prepare() && completion.prepare()
    }

    /// The image whose static objects are no blocks of the heap.
    static func setImage(start: UInt64, end: UInt64) {
        imageStart = start
        imageBytes = end &- start
    }

    @inline(__always)
    static func isInImage(_ address: UInt64) -> Bool { address &- imageStart < imageBytes }

    // MARK: Edges

    /// A reference of the current object.
    @inline(__always)
    static func edge(_ target: UInt64, _ kind: heaptide_heap_edge, _ name: UInt64) {
        HeapStream.edge(target, UInt64(kind.rawValue), name)
        if isCompleting { completion.add(target) }
        visit(target)
    }

    /// References in a row, null ones left out.
    @inline(__always)
    static func items(_ address: UInt64, _ count: UInt64, _ kind: heaptide_heap_edge) {
        guard let targets = UnsafePointer<UInt64>(bitPattern: UInt(address)) else { return }
        HeapStream.items(targets, Int(count), UInt64(kind.rawValue)) { target in
            if isCompleting { completion.add(target) }
            visit(target)
        }
    }

    /// Sees to it that the target is told of, if the collector's lists will not.
    @inline(__always)
    static func visit(_ target: UInt64) {
        if !seen.insert(target) { return }
        let info = types.info(load(target, UInt32(HEAPTIDE_PY_OBJECT_TYPE)))
        if info.pointee.hasCollectorHead && isTracked(target, info) { return }
        pending.push(target)
    }

    @inline(__always)
    private static func isTracked(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> Bool {
        hasHead(object, info) && load(object &- 16, 0) != 0
    }

    @inline(__always)
    static func hasHead(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> Bool {
        if !info.pointee.hasCollectorHead { return false }
        if info.pointee.isGC == 0 { return true }
        let function = unsafeBitCast(UInt(info.pointee.isGC), to: (@convention(c) (UInt64) -> Int32).self)
        return function(object) != 0
    }

    // MARK: Names

    /// The name that a dict's str key gives its value: told only if it is interned, a name of the program and not its
    /// data, or if values are asked for. 0 = not told.
    @inline(__always)
    static func name(ofKey key: UInt64) -> UInt64 {
        let isInterned = load32(key, UInt32(HEAPTIDE_PY_STRING_STATE)) & 3 != 0
        return isInterned || sendsValues ? announcedName(key) : 0
    }

    /// A str's address as a name, told to the reader if it has not been.
    @inline(__always)
    static func announcedName(_ string: UInt64) -> UInt64 {
        if named.insert(string) { announce(string) }
        return string
    }

    /// A name is an object too, whoever refers to it: keys that are names have no edges of their own.
    @inline(never)
    private static func announce(_ string: UInt64) {
        visit(string)
        guard let data = stringData(string) else { return }
        let length = min(data.length, UInt64(HEAPTIDE_HEAP_LONGEST_NAME))
        HeapStream.name(string, data.address, length << data.shift, width: 1 << data.shift)
    }

    // MARK: Objects

    /// Walks everything that was found through references.
    static func drainPending() {
        while let object = pending.pop() { walk(object) }
    }

    /// Tells of one object and its references. The caller sees to it that it comes once.
    static func walk(_ object: UInt64) {
        current = object
        let info = types.info(load(object, UInt32(HEAPTIDE_PY_OBJECT_TYPE)))
        let size = objectSize(object, info)
        let flags = flags(object, info)
        let bytes = flags & UInt64(HEAPTIDE_HEAP_STATIC.rawValue) != 0 ? 0 : size.bytes
        if info.pointee.isExact && info.pointee.kind >= ObjectKind.string && info.pointee.kind <= ObjectKind.number {
            walkLeaf(object, info, flags, bytes)
            return
        }
        HeapStream.object(
            object, flags, size: bytes, type: info.pointee.index, references: load(object, 0),
            savings: info.pointee.slotted == 0 ? 0 : slotSavings(object, info, bytes: size.bytes))
        if let items = size.items, items.used == 0 || size.unused > 0 {
            HeapStream.room(items.used, of: items.room, unused: size.unused)
        }
        isCompleting = !info.pointee.isExact || info.pointee.kind == ObjectKind.type
        walkReferences(object, info)
        if info.pointee.traverse != 0 && needsTraverse(info) && isTraversable(object, info) { complete(object, info) }
        if isCompleting { completion.clear() }
        isCompleting = false
    }

    private static func flags(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> UInt64 {
        let hasHead = hasHead(object, info)
        var flags =
            (info.pointee.prefix &- (hasHead || !info.pointee.hasCollectorHead ? 0 : 1))
            << UInt64(HEAPTIDE_HEAP_PREFIX.rawValue)
        if hasHead && load(object &- 16, 0) != 0 { flags |= UInt64(HEAPTIDE_HEAP_TRACKED.rawValue) }
        if isImmortal(object) { flags |= UInt64(HEAPTIDE_HEAP_IMMORTAL.rawValue) }
        if isInImage(object) { flags |= UInt64(HEAPTIDE_HEAP_STATIC.rawValue) }
        if info.pointee.kind == ObjectKind.module && StandardLibrary.contains(object) {
            flags |= UInt64(HEAPTIDE_HEAP_LIBRARY.rawValue)
        }
        return flags
    }

    @inline(__always)
    private static func isImmortal(_ object: UInt64) -> Bool {
        let count = load32(object, 0)
        return PythonAgent.layout.minor >= 12 ? count < 0 : count >= 999_000_000
    }

    private static func walkLeaf(
        _ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>, _ flags: UInt64, _ bytes: UInt64
    ) {
        var flags = flags
        if info.pointee.kind == ObjectKind.string && load32(object, UInt32(HEAPTIDE_PY_STRING_STATE)) & 3 != 0 {
            flags |= UInt64(HEAPTIDE_HEAP_INTERNED.rawValue)
        }
        let hash = contentHash(object, info.pointee.kind)
        HeapStream.leaf(object, flags, size: bytes, type: info.pointee.index, hash: hash)
        if sendsValues { sendValue(object, info.pointee.kind) }
    }

    private static func sendValue(_ object: UInt64, _ kind: UInt8) {
        if kind == ObjectKind.string, let data = stringData(object) {
            let length = min(data.length, UInt64(HEAPTIDE_HEAP_LONGEST_NAME))
            HeapStream.value(object, data.address, length << data.shift, width: 1 << data.shift)
        }
    }

    /// Of a type that the collector knows only in part, as static types are, its function must not be asked.
    private static func isTraversable(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> Bool {
        !info.pointee.hasCollectorHead || hasHead(object, info)
    }

    private static func needsTraverse(_ info: UnsafeMutablePointer<TypeInfo>) -> Bool {
        if !info.pointee.isExact { return true }
        switch info.pointee.kind {
        case ObjectKind.type, ObjectKind.module, ObjectKind.frame, ObjectKind.generator: return true
        default: return false
        }
    }

    private static func walkReferences(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) {
        switch info.pointee.kind {
        case ObjectKind.list: walkList(object)
        case ObjectKind.tuple: walkTuple(object)
        case ObjectKind.dict: walkDict(object)
        case ObjectKind.set: walkSet(object)
        case ObjectKind.function: walkFunction(object)
        case ObjectKind.code: walkCode(object)
        case ObjectKind.cell:
            walkField(
                object, UInt32(HEAPTIDE_PY_CELL_VALUE.rawValue), HEAPTIDE_HEAP_EDGE_INTERNAL,
                HEAPTIDE_NAME_CELL_CONTENTS)
        case ObjectKind.method:
            walkField(object, UInt32(HEAPTIDE_PY_METHOD_FUNC.rawValue), HEAPTIDE_HEAP_EDGE_INTERNAL, HEAPTIDE_NAME_FUNC)
            walkField(object, UInt32(HEAPTIDE_PY_METHOD_SELF.rawValue), HEAPTIDE_HEAP_EDGE_INTERNAL, HEAPTIDE_NAME_SELF)
        case ObjectKind.builtin:
            walkField(
                object, UInt32(HEAPTIDE_PY_BUILTIN_SELF.rawValue), HEAPTIDE_HEAP_EDGE_INTERNAL, HEAPTIDE_NAME_SELF)
            walkField(
                object, UInt32(HEAPTIDE_PY_BUILTIN_MODULE.rawValue), HEAPTIDE_HEAP_EDGE_INTERNAL, HEAPTIDE_NAME_MODULE)
        case ObjectKind.traceback: walkTraceback(object)
        default: walkRareReferences(object, info)
        }
        if !info.pointee.isExact || info.pointee.kind == ObjectKind.type { walkInstance(object, info) }
    }

    private static func walkRareReferences(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) {
        isCompleting = true
        switch info.pointee.kind {
        case ObjectKind.type:
            walkType(object)
        case ObjectKind.module:
            walkField(
                object, UInt32(HEAPTIDE_PY_MODULE_DICT.rawValue), HEAPTIDE_HEAP_EDGE_ATTRIBUTES, HEAPTIDE_NAME_DICT)
        case ObjectKind.exception: walkException(object)
        case ObjectKind.frame: walkFrameObject(object)
        case ObjectKind.generator:
            let frame = suspendedFrame(object)
            if frame != 0 { walkLocals(frame) }
            if PythonAgent.layout.minor < 11 {
                walkField(object, 16, HEAPTIDE_HEAP_EDGE_INTERNAL, HEAPTIDE_NAME_GI_FRAME)
            }
        case ObjectKind.weakReference: walkWeakReference(object)
        case ObjectKind.array: walkArray(object)
        case ObjectKind.orderedDict: walkDict(object)
        case ObjectKind.dateTime, ObjectKind.timeOfDay, ObjectKind.timeZone: walkDate(object, info.pointee.kind)
        default: break
        }
    }

    private static func walkFrameObject(_ object: UInt64) {
        if PythonAgent.layout.minor >= 11 {
            let frame = load(object, UInt32(HEAPTIDE_PY_FRAME_OBJECT_FRAME.rawValue))
            let isOwner = frame != 0 && load8(frame, UInt32(PythonAgent.layout.frame_owner)) == 2
            if isOwner { walkLocals(frame) }
            return
        }
        walkField(object, 24, HEAPTIDE_HEAP_EDGE_INTERNAL, HEAPTIDE_NAME_F_BACK)
        walkField(object, 32, HEAPTIDE_HEAP_EDGE_INTERNAL, HEAPTIDE_NAME_CODE)
        walkLocals(object)
    }

    private static func walkWeakReference(_ object: UInt64) {
        let referent = load(object, UInt32(HEAPTIDE_PY_WEAKREF_REFERENT.rawValue))
        let weak = heaptide_heap_edge(HEAPTIDE_HEAP_EDGE_INTERNAL.rawValue | HEAPTIDE_HEAP_EDGE_WEAK.rawValue)
        if referent != 0 && referent != coreTypes.none { edge(referent, weak, UInt64(HEAPTIDE_NAME_REFERENT.rawValue)) }
        walkField(
            object, UInt32(HEAPTIDE_PY_WEAKREF_CALLBACK.rawValue), HEAPTIDE_HEAP_EDGE_INTERNAL, HEAPTIDE_NAME_CALLBACK)
    }

    private static func walkArray(_ object: UInt64) {
        let array = NumpyArray(address: object)
        if array.base != 0 { edge(array.base, HEAPTIDE_HEAP_EDGE_INTERNAL, UInt64(HEAPTIDE_NAME_ARRAY_BASE.rawValue)) }
        if array.descriptor != 0 {
            edge(array.descriptor, HEAPTIDE_HEAP_EDGE_INTERNAL, UInt64(HEAPTIDE_NAME_DTYPE.rawValue))
        }
        if array.holdsObjects { items(array.data, array.elements, HEAPTIDE_HEAP_EDGE_ELEMENT) }
    }

    // MARK: What the walk does not know

    /// Asks the type itself, and tells of what has not been told: references of C code, without a name.
    private static func complete(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) {
        if completion.isFull { return }
        nextItem = 0
        typealias Traverse = @convention(c) (UInt64, @convention(c) (UInt64, UInt64) -> Int32, UInt64) -> Int32
        let traverse = unsafeBitCast(UInt(info.pointee.traverse), to: Traverse.self)
        let isOrdered: UInt64 = info.pointee.kind == ObjectKind.deque ? 1 : 0
        _ = traverse(object, heapVisit, isOrdered)
    }

    static func visitUntold(_ target: UInt64, isOrdered: Bool) {
        if target == 0 || target == load(current, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) || completion.take(target) { return }
        if isOrdered {
            HeapStream.edge(target, UInt64(HEAPTIDE_HEAP_EDGE_ELEMENT.rawValue), nextItem)
            nextItem &+= 1
        } else {
            HeapStream.edge(target, UInt64(HEAPTIDE_HEAP_EDGE_UNNAMED.rawValue), 0)
        }
        visit(target)
    }

    /// After a fault: what was begun is given up.
    static func abandonCurrent() {
        if current != 0 { HeapStream.opaque(current) }
        completion.clear()
        isCompleting = false
        current = 0
    }
}

@c(heaptide_heap_visit)
func heapVisit(_ target: UInt64, _ isOrdered: UInt64) -> Int32 {
    HeapWalk.visitUntold(target, isOrdered: isOrdered != 0)
    return 0
}
