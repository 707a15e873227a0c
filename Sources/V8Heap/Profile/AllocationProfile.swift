// A .heapprofile: what V8's sampling heap profiler says (node --heap-prof, HeapProfiler.getSamplingProfile).
package import HeapFile

/// Which calls allocated the memory that was still live. Sampled: V8 looks at one allocation in about every 512 KiB (Node)
/// or 32 KiB (DevTools) and counts it for those that it did not look at, so every figure is an estimate.
package struct AllocationProfile: Sendable {
    /// A call in the tree of calls.
    package struct Call: Sendable, Equatable {
        /// Index of the call that made it; nil of the root.
        package let caller: Int?
        /// Empty of a function without a name.
        package var function = ""
        package var url = ""
        /// Whether it is a function of a script, also of one that has no name or that V8 has dropped.
        package var hasScript = false
        /// From 1; 0 = not known.
        package var line = 0
        package var column = 0
        /// Estimated bytes that the call itself allocated.
        package var selfBytes = 0
        /// V8's number of it.
        package var id = 0
    }

    /// Callers come before what they call; the first is the root.
    package let calls: [Call]
    /// Allocations that were looked at and still live; 0 if the file does not list them.
    package let sampleCount: Int
    /// Estimated bytes of all calls.
    package var totalBytes: Int { calls.reduce(0) { $0 + $1.selfBytes } }

    package static let fileExtension = "heapprofile"

    /// - Throws: `HeapFileError` if the file cannot be read or is no profile.
    package static func read(path: String) throws(HeapFileError) -> AllocationProfile {
        let input = try InputFile(path)
        guard input.byteCount > 0, let file = MappedFile(input.descriptor, count: input.byteCount) else {
            throw input.byteCount == 0 ? FileKind.empty.complaint(of: path) : .system("read", path)
        }
        do throws(SnapshotFault) {
            return try AllocationProfile(file.bytes)
        } catch {
            throw error.error(of: path)
        }
    }

    /// A profile as the protocol sends it.
    ///
    /// - Throws: `HeapFileError` if it is none.
    package init(json: [UInt8]) throws(HeapFileError) {
        do throws(SnapshotFault) {
            self = try json.span.bytes.withUnsafeBytes { bytes throws(SnapshotFault) in try AllocationProfile(bytes) }
        } catch {
            throw HeapFileError("the allocation profile cannot be read: \(error.description)")
        }
    }

    /// - Complexity: O(bytes), however deep the calls are.
    init(_ text: UnsafeRawBufferPointer) throws(SnapshotFault) {
        var reader = ProfileReader()
        try reader.read(text)
        guard !reader.calls.isEmpty else { throw SnapshotFault("it has no \"head\"; it is no .heapprofile of V8") }
        calls = reader.calls
        sampleCount = reader.sampleCount
    }
}

/// Reads `{"head": {"callFrame", "selfSize", "id", "children"}, "samples": […]}`.
private struct ProfileReader {
    var calls: [AllocationProfile.Call] = []
    var sampleCount = 0

    /// What an open object is.
    private enum Scope {
        case profile, frame, sample, other
        case call(Int)
    }

    private var scopes: [Scope] = []
    /// Name of the member that is being read, by open bracket.
    private var keys: [String] = [""]

    mutating func read(_ text: UnsafeRawBufferPointer) throws(SnapshotFault) {
        var tokens = JSONTokens(text)
        while let token = try tokens.next() {
            switch token {
            case .key(let key): keys[keys.count - 1] = key
            case .beginObject: beginObject()
            case .endObject:
                scopes.removeLast()
                keys.removeLast()
            // An array's elements are called what the array is.
            case .beginArray: keys.append(keys[keys.count - 1])
            case .endArray: keys.removeLast()
            case .string(let text): take(text)
            case .number(let number): take(number)
            case .word: continue
            }
        }
    }

    private var call: Int? {
        if case .call(let index)? = scopes.last { return index }
        if case .frame? = scopes.last, case .call(let index)? = scopes.dropLast().last { return index }
        return nil
    }

    private mutating func beginObject() {
        let key = keys[keys.count - 1]
        switch (scopes.last, key) {
        case (nil, _): scopes.append(.profile)
        case (.profile?, "head"), (.call?, "children"):
            calls.append(AllocationProfile.Call(caller: key == "head" ? nil : call))
            scopes.append(.call(calls.count - 1))
        case (.call?, "callFrame"): scopes.append(.frame)
        case (.profile?, "samples"):
            sampleCount += 1
            scopes.append(.sample)
        default: scopes.append(.other)
        }
        keys.append("")
    }

    private mutating func take(_ text: String) {
        guard case .frame? = scopes.last, let call else { return }
        if keys.last == "functionName" { calls[call].function = text }
        if keys.last == "url" { calls[call].url = text }
        if keys.last == "scriptId" { calls[call].hasScript = text != "0" }
    }

    /// Lines and columns count from 0 in the file, and -1 is none.
    private mutating func take(_ number: Double) {
        guard let call, let value = Int(exactly: number.rounded()), value >= -1, value < 1 << 52 else { return }
        switch (scopes.last, keys.last) {
        case (.frame?, "lineNumber"): calls[call].line = value + 1
        case (.frame?, "columnNumber"): calls[call].column = value + 1
        case (.call?, "selfSize"): calls[call].selfBytes = max(0, value)
        case (.call?, "id"): calls[call].id = max(0, value)
        default: return
        }
    }
}
