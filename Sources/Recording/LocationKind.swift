// Whose code a location is in, by its file's name.
import Glibc

extension SourceLocation {
    /// True where no Python code was on the stack: the interpreter's start, a thread of a C library.
    package var isNative: Bool { file.isEmpty || file == Self.unsampled }

    /// Whose code it is.
    package enum Kind: Int, Sendable {
        case own = 0
        case package = 1
        case library = 2
    }

    package var kind: Kind {
        if isNative || file.hasPrefix("<frozen ") || file == SourceLocation.smallStacks { return .library }
        if file == "(V8)" || file.hasPrefix("node:") { return .library }
        if has("/node_modules/") || has("/site-packages/") || has("/dist-packages/") { return .package }
        return has("/lib/python3.") ? .library : .own
    }

    /// Whether a part of a path is in that of the file. Foundation's search takes 100 times as long.
    private func has(_ part: StaticString) -> Bool {
        var file = file
        let (start, length) = (part.utf8Start, part.utf8CodeUnitCount)
        return file.withUTF8 { path in
            guard let base = path.baseAddress, path.count >= length else { return false }
            return (0...(path.count - length)).contains { place in
                base[place] == start[0] && memcmp(base + place, start, length) == 0
            }
        }
    }
}
