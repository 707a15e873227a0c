// Source lines around the sites that matter, kept in the recording: the file may be gone or changed when it is read.
import Foundation
package import Recording

package enum SourceCollector {
    private static let mostSites = 300
    private static let linesAround = 4
    private static let largestFile = 4 << 20

    /// Reads the recording so far and stores the lines around its largest sites in it.
    package static func collect(into file: RecordingWriter) throws(RecordingError) {
        let recording = try RecordingFile.read(file.path)
        let sites = Report(recording).sites
        var wanted: [String: Set<Int>] = [:]
        for order in [\ReportFigures.peakBytes, \.endBytes, \.allocatedBytes, \.temporaries] {
            let largest = sites.sorted { $0.figures[keyPath: order] > $1.figures[keyPath: order] }.prefix(mostSites)
            for site in largest where !site.location.isNative && site.location.line > 0 {
                let line = Int(site.location.line)
                wanted[site.location.file, default: []].formUnion(max(1, line - linesAround)...(line + linesAround))
            }
        }
        let directory = recording.meta["directory"] ?? "."
        var found: [(file: String, line: Int, text: String)] = []
        for (name, lines) in wanted { found += read(name, lines, directory) }
        file.setSource(found)
    }

    private static func read(_ name: String, _ lines: Set<Int>, _ directory: String) -> [(String, Int, String)] {
        guard !name.hasPrefix("<") else { return [] }
        let path = name.hasPrefix("/") ? name : directory + "/" + name
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular,
            let size = attributes[.size] as? Int, size <= largestFile,
            let data = FileManager.default.contents(atPath: path)
        else { return [] }
        let all = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.sorted().compactMap { line in
            line <= all.count ? (name, line, String(decoding: all[line - 1].prefix(400), as: UTF8.self)) : nil
        }
    }
}
