// The labs' texts and programs, as they lie in Labs/ and inside the executable.
import CLabAssets

/// One file of a lab.
package struct LabFile: Sendable {
    /// Without its folder: `program.py`.
    package let name: String
    package let text: String

    var ending: String { String(name.split(separator: ".").last ?? "") }

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// The file at `path` below Labs/; nil if there is none.
    static func named(_ path: String) -> LabFile? {
        all.first { $0.path == path }.map {
            LabFile(name: String(path.split(separator: "/").last ?? ""), text: $0.text)
        }
    }

    /// Every file: its path below Labs/ and what it says.
    package static let all: [(path: String, text: String)] = (0..<heaptide_lab_file_count).map { index in
        let file = heaptide_lab_file_at(index)!.pointee
        let bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
        return (String(cString: file.path), String(decoding: bytes, as: UTF8.self))
    }
}
