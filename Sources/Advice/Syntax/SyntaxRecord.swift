// What syntax.py and syntax.js write: a greeting, then a record for each file.

/// Decodes the stream of a parser piece by piece, believing nothing of it.
struct SyntaxRecordReader {
    /// A file's tree, or one line that says why there is none.
    typealias Outcome = Result<SyntaxTree, SourceProblem>

    private static let greeting = Array("HTSYN001".utf8)
    private static let columnCount = 7
    private static let mostNodes = 4_000_000
    private static let mostTextBytes = 256 << 20
    private static let kinds = Dictionary(uniqueKeysWithValues: SyntaxKind.allCases.map { ($0.rawValue, $0) })
    private static let roles = Dictionary(uniqueKeysWithValues: SyntaxRole.allCases.map { ($0.rawValue, $0) })

    private var bytes: [UInt8] = []
    private var start = 0
    private var isGreeted = false

    mutating func append(_ piece: ArraySlice<UInt8>) {
        if start > 1 << 20 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes += piece
    }

    /// The next whole record; nil if more bytes are needed.
    ///
    /// - Throws: if the stream is none of ours.
    mutating func next() throws(SourceProblem) -> Outcome? {
        if !isGreeted {
            guard bytes.count - start >= Self.greeting.count else { return nil }
            guard bytes[start...].starts(with: Self.greeting) else { throw .damaged }
            start += Self.greeting.count
            isGreeted = true
        }
        guard bytes.count - start >= 16 else { return nil }
        let header = words(start, 4)
        let (status, nodes, texts, textBytes) = (header[0], Int(header[1]), Int(header[2]), Int(header[3]))
        guard (0...Self.mostNodes).contains(nodes), (0...Self.mostNodes * 2).contains(texts),
            (0...Self.mostTextBytes).contains(textBytes)
        else { throw .damaged }
        let size = 16 + 4 * (nodes * Self.columnCount + texts) + textBytes
        guard bytes.count - start >= size else { return nil }
        defer { start += size }
        let strings = try strings(start + 16 + 4 * nodes * Self.columnCount, texts, textBytes)
        if status != 0 { return .failure(SourceProblem(strings.first ?? "it cannot be parsed")) }
        guard let tree = tree(start + 16, nodes, strings) else { throw .damaged }
        return .success(tree)
    }

    private func words(_ offset: Int, _ count: Int) -> [Int32] {
        bytes.withUnsafeBytes { raw in
            (0..<count).map { Int32(littleEndian: raw.loadUnaligned(fromByteOffset: offset + 4 * $0, as: Int32.self)) }
        }
    }

    private func strings(_ offset: Int, _ count: Int, _ size: Int) throws(SourceProblem) -> [String] {
        var strings: [String] = []
        var position = offset + 4 * count
        let end = position + size
        for length in words(offset, count) {
            guard length >= 0, position + Int(length) <= end else { throw .damaged }
            strings.append(String(decoding: bytes[position..<position + Int(length)], as: UTF8.self))
            position += Int(length)
        }
        return strings
    }

    private func tree(_ offset: Int, _ count: Int, _ texts: [String]) -> SyntaxTree? {
        func column(_ number: Int) -> [Int32] { words(offset + 4 * count * number, count) }
        let knownKinds = texts.map { Self.kinds[$0] ?? .other }
        let knownRoles = texts.map { Self.roles[$0] ?? .other }
        let (kinds, roles) = (column(0), column(1))
        guard (kinds + roles).allSatisfy({ texts.indices.contains(Int($0)) }) else { return nil }
        return SyntaxTree(
            kinds: kinds.map { knownKinds[Int($0)] }, roles: roles.map { knownRoles[Int($0)] }, parents: column(2),
            lines: column(3), columns: column(4), lastLines: column(5), textNumbers: column(6), texts: texts)
    }
}

/// Why a file has no tree, in one line.
package struct SourceProblem: Error, Equatable, Sendable {
    package let message: String

    init(_ message: String) { self.message = message.filter { !$0.isNewline } }

    static let damaged = SourceProblem("the parser answered with something else than syntax")
}
