// Symbols of an executable's file: what is there for debuggers, if it was not stripped.
import Glibc

/// The section `.symtab` of a file, for executables that export nothing.
struct SymbolFile {
    private let symbols: [UInt8]
    private let names: [UInt8]

    /// Larger tables than these, bytes, are not read.
    private static let limit: UInt64 = 64 << 20

    init?(path: String) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard let header = ELFHeader(Self.read(file, 0, UInt64(ELFHeader.bytes)) ?? []),
            let sections = Self.read(file, header.sections, UInt64(header.sectionCount) * 64),
            let table = (0..<header.sectionCount).first(where: { sections.integer($0 * 64 + 4, 4) == 2 })
        else { return nil }
        let linked = Int(sections.integer(table * 64 + 40, 4))
        guard linked < header.sectionCount, let symbols = Self.section(file, sections, table),
            let names = Self.section(file, sections, linked)
        else { return nil }
        self.symbols = symbols
        self.names = names
    }

    private static func section(_ file: Int32, _ sections: [UInt8], _ index: Int) -> [UInt8]? {
        read(file, sections.integer(index * 64 + 24, 8), sections.integer(index * 64 + 32, 8))
    }

    private static func read(_ file: Int32, _ offset: UInt64, _ count: UInt64) -> [UInt8]? {
        guard count <= limit, let offset = off_t(exactly: offset) else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, used in
            used = max(0, pread(file, buffer.baseAddress, Int(count), offset))
        }
        return bytes.count == Int(count) ? bytes : nil
    }

    /// Addresses as the file has them of those of `wanted` that it defines.
    func addresses(of wanted: [String]) -> [String: UInt64] {
        let wanted = Dictionary(uniqueKeysWithValues: wanted.map { (ArraySlice(Array($0.utf8)), $0) })
        let longest = wanted.keys.map(\.count).max() ?? 0
        var found: [String: UInt64] = [:]
        for start in stride(from: 0, through: symbols.count - 24, by: 24) {
            let symbol = ELFSymbol(symbols[start..<(start + 24)])
            guard symbol.isDefined, symbol.name < names.count else { continue }
            let name = names[Int(symbol.name)...].prefix(longest + 1).prefix { $0 != 0 }
            if let known = wanted[name] { found[known] = symbol.value }
        }
        return found
    }
}
