// Names and texts as they come: UTF-8, or the fixed width in which the interpreter keeps them.
import CAgentABI

enum HeapText {
    /// The text of a record: word 1 is its length in bytes, the bytes follow.
    ///
    /// - Parameter width: bytes a character: 1 (Latin-1), 2 or 4; 0 = UTF-8.
    static func decode(_ words: UnsafeBufferPointer<UInt64>, width: UInt8) -> String {
        let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(words)[16..<(16 + Int(words[1]))])
        switch width {
        case 1: return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        case 2: return String(decoding: bytes.bindMemory(to: UInt16.self), as: UTF16.self)
        case 4:
            let scalars = bytes.bindMemory(to: UInt32.self).map { Unicode.Scalar($0) ?? "\u{FFFD}" }
            return String(String.UnicodeScalarView(scalars))
        default: return String(decoding: bytes, as: UTF8.self)
        }
    }
}

/// The names that have numbers instead of records.
enum HeapNames {
    static let fixed: [String] = {
        (0..<Int(HEAPTIDE_NAME_COUNT.rawValue)).map { String(cString: heaptide_heap_name_text(Int32($0))) }
    }()
}
