// Names that mean something while a heap is read, told apart once instead of at every node and edge.
import Glibc
import HeapGraph

/// What a string is, if it is one that V8's own names are made of.
enum NameKind: UInt8, CaseIterable {
    case other
    // What a string begins with.
    case digits, ephemeron, element, detachedElement
    /// `5 / DevTools console`: what was logged.
    case console
    /// `node:fs`.
    case nodeScript
    /// "system / " and more.
    case system
    /// "system / NativeContext", with or without more.
    case nativeContext
    /// "system / Context", with or without more.
    case context
    // Whole strings.
    case object, proto, documentTrees, mapDescriptors, externalStringData, scopeInfo, module, map
    case contextEdge, previousEdge, tableEdge, elementsEdge, propertiesEdge
    case sharedEdge, scriptEdge, oldScriptEdge, scopeEdge, nameOrScopeEdge
    case exportsProperty, sourceEdge

    fileprivate static let whole: [(String, NameKind)] = [
        ("Object", .object), ("__proto__", .proto), ("(Document DOM trees)", .documentTrees),
        ("(map descriptors)", .mapDescriptors),
        ("system / ExternalStringData", .externalStringData), ("system / ScopeInfo", .scopeInfo), ("Module", .module),
        ("Map", .map),
        ("context", .contextEdge), ("previous", .previousEdge), ("table", .tableEdge), ("elements", .elementsEdge),
        ("properties", .propertiesEdge), ("shared", .sharedEdge), ("script", .scriptEdge),
        ("script_or_debug_info", .oldScriptEdge), ("scope_info", .scopeEdge), ("name_or_scope_info", .nameOrScopeEdge),
        ("exports", .exportsProperty), ("source", .sourceEdge),
    ]
}

/// The kind of every string.
struct NameKinds: ~Copyable {
    /// Raw values of `NameKind` by number of the string.
    let kinds: MutableColumn<UInt8>
    /// What a string of nothing but digits says, up to `UInt32.max`.
    let numbers: MutableColumn<UInt32>
    let count: Int

    /// - Complexity: O(strings), a few bytes of each.
    init(_ strings: borrowing StringTable) {
        count = strings.count
        kinds = MutableColumn(zeroes: count)
        numbers = MutableColumn(zeroes: count)
        let classifier = NameClassifier()
        for number in 0..<UInt32(truncatingIfNeeded: count) {
            let kind = classifier.kind(of: strings.utf8(number))
            if kind != .other { kinds.base[Int(number)] = kind.rawValue }
            if kind == .digits { numbers.base[Int(number)] = Self.value(strings.utf8(number)) }
        }
    }
}

extension NameKinds {
    private static func value(_ digits: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var value: UInt64 = 0
        for digit in digits { value = min(value * 10 + UInt64(digit - 0x30), UInt64(UInt32.max)) }
        return UInt32(value)
    }
}

private struct NameClassifier {
    /// For each first byte, which lengths below 64 are of interest.
    private var lengths = [UInt64](repeating: 0, count: 256)
    private var table: [[UInt8]: NameKind] = [:]

    init() {
        for (name, kind) in NameKind.whole {
            lengths[Int(name.utf8.first!)] |= 1 << UInt64(name.utf8.count)
            table[Array(name.utf8)] = kind
        }
    }

    @inline(__always)
    func kind(of name: UnsafeBufferPointer<UInt8>) -> NameKind {
        guard name.count > 0 else { return .other }
        let first = name[0]
        if first >= 0x30 && first <= 0x39 { return digits(name) }
        if first == 0x3C { return .element }
        if name.count < 64, lengths[Int(first)] >> UInt64(name.count) & 1 != 0, let kind = table[Array(name)] {
            return kind
        }
        if first == 0x6E { return Self.begins(name, "node:") ? .nodeScript : .other }
        if first == 0x73 || first == 0x44 { return prefix(name) }
        return .other
    }

    private func digits(_ name: UnsafeBufferPointer<UInt8>) -> NameKind {
        guard let other = name.firstIndex(where: { $0 < 0x30 || $0 > 0x39 }) else { return .digits }
        let rest = UnsafeBufferPointer(rebasing: name[other...])
        if Self.begins(rest, " / DevTools console") { return .console }
        return Self.begins(rest, " / part of key (") ? .ephemeron : .other
    }

    private func prefix(_ name: UnsafeBufferPointer<UInt8>) -> NameKind {
        if Self.begins(name, "Detached <") { return .detachedElement }
        for start: StaticString in ["system / NativeContext", "Detached system / NativeContext"]
        where Self.begins(name, start) && Self.ends(name, start) {
            return .nativeContext
        }
        let context: StaticString = "system / Context"
        if Self.begins(name, context) && Self.ends(name, context) { return .context }
        return Self.begins(name, "system / ") ? .system : .other
    }

    private static func begins(_ name: UnsafeBufferPointer<UInt8>, _ start: StaticString) -> Bool {
        name.count >= start.utf8CodeUnitCount
            && memcmp(name.baseAddress!, start.utf8Start, start.utf8CodeUnitCount) == 0
    }

    /// Whether nothing or " / " follows what the name begins with.
    private static func ends(_ name: UnsafeBufferPointer<UInt8>, _ start: StaticString) -> Bool {
        let rest = UnsafeBufferPointer(rebasing: name[start.utf8CodeUnitCount...])
        return rest.isEmpty || begins(rest, " / ")
    }
}
