// The lines of a file, to show them and to see what they ask to be left alone.
import Glibc

package struct SourceText: Sendable {
    private let lines: [Substring]
    private let language: SourceLanguage
    private static let largest = 8 << 20

    /// nil if the file cannot be read, or is no plain file.
    package init?(path: String, language: SourceLanguage) {
        guard let bytes = Self.bytes(path) else { return nil }
        self.init(String(decoding: bytes, as: UTF8.self), language)
    }

    init(_ text: String, _ language: SourceLanguage) {
        lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        self.language = language
    }

    /// The bytes of a plain file that is not larger than what is parsed.
    package static func bytes(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= largest else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress! + done, $0.count - done) }
            guard count > 0 else { break }
            done += count
        }
        return Array(bytes[..<done])
    }

    /// From 1; nil beyond the end.
    package func line(_ number: Int) -> String? {
        lines.indices.contains(number - 1) ? String(lines[number - 1]) : nil
    }

    /// The column, from 1, of a parser's offset in a line: counted in characters of Unicode.
    package func column(_ offset: Int, line number: Int) -> Int {
        guard lines.indices.contains(number - 1) else { return offset + 1 }
        let line = lines[number - 1]
        let before =
            language == .python
            ? String(decoding: line.utf8.prefix(offset), as: UTF8.self)
            : String(decoding: line.utf16.prefix(offset), as: UTF16.self)
        return before.unicodeScalars.count + 1
    }

    /// Whether one of these lines says `heaptide: ignore[rule]`, with or without other rules; bare `ignore` is all.
    package func ignores(_ rule: String, in numbers: ClosedRange<Int>) -> Bool {
        numbers.clamped(to: 1...max(1, lines.count)).contains { number in
            lines.indices.contains(number - 1)
                && Self.ignored(lines[number - 1], language).map { $0.isEmpty || $0.contains(rule) } ?? false
        }
    }

    /// The rules that a line's comment names, none for all; nil if it has no such comment.
    private static func ignored(_ line: Substring, _ language: SourceLanguage) -> [String]? {
        let mark = language == .python ? "#" : "//"
        guard let word = line.firstRange(of: "heaptide:"), let comment = line.firstRange(of: mark),
            comment.lowerBound < word.lowerBound
        else { return nil }
        let rest = line[word.upperBound...].drop { $0 == " " }
        guard rest.hasPrefix("ignore") else { return nil }
        let list = rest.dropFirst("ignore".count)
        guard list.first == "[" else { return [] }
        return list.dropFirst().prefix { $0 != "]" }.split { $0 == "," || $0 == " " }.map(String.init)
    }
}
