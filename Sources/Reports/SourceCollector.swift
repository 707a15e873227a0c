// Source lines around the sites that matter, kept in the recording: the file may be gone or changed when it is read.
import Foundation
import Glibc
package import Recording

package enum SourceCollector {
    private static let mostSites = 100
    private static let linesAround = 3
    private static let largestFile = 4 << 20
    private static let longestLine = 400

    /// Stores the lines around a recording's largest sites in it.
    ///
    /// - Parameters:
    ///   - directory: where the program was started.
    ///   - started: when, in seconds since 1970.
    package static func collect(into file: RecordingWriter, directory: String, started: Double) {
        var wanted: [String: Set<Int>] = [:]
        for location in file.largestLines(mostSites) where !location.isNative && location.line > 0 {
            let line = Int(location.line)
            wanted[location.file, default: []].formUnion(max(1, line - linesAround)...(line + linesAround))
        }
        var found: [(file: String, line: Int, text: String)] = []
        for (name, lines) in wanted.sorted(by: { $0.key < $1.key }) { found += read(name, lines, directory) }
        file.setSource(found)
        file.set([
            SourceChecksums.key: .text(SourceChecksums.text(wanted.keys.sorted(), in: directory, since: started))
        ])
    }

    private static func read(_ name: String, _ lines: Set<Int>, _ directory: String) -> [(String, Int, String)] {
        guard !name.hasPrefix("<") else { return [] }
        let path = name.hasPrefix("/") ? name : directory + "/" + name
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= largestFile,
            let data = FileManager.default.contents(atPath: path)
        else { return [] }
        return data.withUnsafeBytes { pick(lines.sorted(), from: $0).map { (name, $0.number, $0.text) } }
    }

    /// The lines with these numbers (ascending, from 1), each cut to `longestLine` bytes.
    private static func pick(_ numbers: [Int], from text: UnsafeRawBufferPointer) -> [(number: Int, text: String)] {
        var picked: [(number: Int, text: String)] = []
        var line = 1
        var start = 0
        for number in numbers {
            while line < number, let end = newline(in: text, from: start) {
                line += 1
                start = end + 1
            }
            guard line == number, start < text.count else { break }
            let end = newline(in: text, from: start) ?? text.count
            let bytes = text[start..<min(end, start + longestLine)]
            picked.append((number, String(decoding: bytes, as: UTF8.self)))
        }
        return picked
    }

    private static func newline(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < text.count, let base = text.baseAddress,
            let found = memchr(base + start, Int32(UInt8(ascii: "\n")), text.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
