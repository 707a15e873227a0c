// `heaptide report --html`: the page of UI/report with its data, one file that needs nothing else.
import CReportAssets
package import Foundation
import Recording

package enum HTMLReport {
    package static func data(_ report: Report, advice: ReportAdvice = .none) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        let json = (try? encoder.encode(Page(report, advice))) ?? Data("{}".utf8)
        // A script element ends at the first "</script", wherever it stands.
        let data = escaped(json)
        return Data(
            fill(
                page: asset(heaptide_asset_page),
                with: [
                    "/*HEAPTIDE_STYLE*/": asset(heaptide_asset_style),
                    "/*HEAPTIDE_SCRIPT*/": asset(heaptide_asset_script),
                    "/*HEAPTIDE_DATA*/": data,
                ]
            ).utf8)
    }

    private static func escaped(_ json: Data) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.count + json.count / 16)
        for byte in json {
            if byte == UInt8(ascii: "<") { bytes += Array("\\u003c".utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func asset(_ asset: heaptide_asset) -> String {
        String(decoding: UnsafeBufferPointer(start: asset.bytes, count: asset.count), as: UTF8.self)
    }

    /// Replaces the markers in one pass, so that what is put in is never looked at again.
    private static func fill(page: String, with parts: [String: String]) -> String {
        var filled = ""
        var rest = page[...]
        while let next = parts.compactMap({ marker, part in rest.range(of: marker).map { ($0, part) } })
            .min(by: { $0.0.lowerBound < $1.0.lowerBound })
        {
            filled += rest[..<next.0.lowerBound] + next.1
            rest = rest[next.0.upperBound...]
        }
        return filled + rest
    }

    private struct Page: Encodable {
        var format = 1
        var tool_version: String
        var program: JSONReport.Program
        var started: String
        var duration_seconds: Double
        var processes: [JSONReport.Process]
        var heap: JSONReport.Heap
        var rss: JSONReport.Resident
        @Nullable var collections: JSONReport.CollectionFigures?
        var recording: JSONReport.Quality
        var locations: Locations
        var stacks: Stacks
        var timeline: Timeline
        var sites: [JSONReport.Site]
        var source: [String: [String: String]]
        var advice: [JSONReport.Advice]
        var advice_left_out: Int
        var advice_changed_files: [String]

        init(_ report: Report, _ advice: ReportAdvice) {
            let document = JSONReport.document(report, advice: advice, top: nil)
            self.advice = document.advice
            advice_left_out = document.advice_left_out
            advice_changed_files = advice.changedFiles
            tool_version = report.recording.meta["tool_version"] ?? ""
            program = document.program
            started = report.recording.meta["started"] ?? ""
            duration_seconds = document.duration_seconds
            processes = document.processes
            heap = document.heap
            rss = document.rss
            collections = document.collections
            recording = document.recording
            sites = document.sites
            locations = Locations(report.recording.locations)
            stacks = Stacks(report)
            timeline = Timeline(report.timeline)
            source = report.recording.source.mapValues { lines in
                Dictionary(uniqueKeysWithValues: lines.map { (String($0.key), $0.value) })
            }
        }
    }

    private struct Locations: Encodable {
        var file: [String]
        var function: [String]
        var line: [Int32]
        var kind: [Int]

        init(_ locations: [SourceLocation]) {
            file = locations.map(\.fileText)
            function = locations.map(\.function)
            line = locations.map(\.line)
            kind = locations.map(\.kind.rawValue)
        }
    }

    /// The stack tree by columns, without the empty stack: what was allocated without Python code is a root of its own.
    private struct Stacks: Encodable {
        var parent: [Int32] = []
        var location: [Int32] = []
        var peak: [Int] = []
        var peak_blocks: [Int] = []
        var end: [Int] = []
        var end_blocks: [Int] = []
        var allocated: [Int] = []
        var allocations: [Int] = []
        var temporary: [Int] = []

        init(_ report: Report) {
            let tree = report.recording.stacks
            var own = [ReportFigures](repeating: ReportFigures(), count: tree.parents.count)
            for allocation in report.allocations { own[allocation.stack].add(allocation.figures) }
            var isUsed = own.map { $0.allocations > 0 || $0.peakBytes > 0 || $0.endBytes > 0 }
            for index in stride(from: tree.parents.count - 1, to: 0, by: -1) where isUsed[index] {
                isUsed[Int(tree.parents[index])] = true
            }
            var numbers = [Int32](repeating: -1, count: tree.parents.count)
            for index in 0..<tree.parents.count where isUsed[index] {
                if index == 0 && own[0].allocations == 0 { continue }
                if index > 0 { numbers[index] = Int32(parent.count) }
                append(index == 0 ? -1 : numbers[Int(tree.parents[index])], tree.locations[index], own[index])
            }
        }

        private mutating func append(_ parent: Int32, _ location: Int32, _ figures: ReportFigures) {
            self.parent.append(parent)
            self.location.append(location)
            peak.append(figures.peakBytes)
            peak_blocks.append(figures.peakBlocks)
            end.append(figures.endBytes)
            end_blocks.append(figures.endBlocks)
            allocated.append(figures.allocatedBytes)
            allocations.append(figures.allocations)
            temporary.append(figures.temporaries)
        }
    }

    private struct Timeline: Encodable {
        var seconds: [Double]
        var heap_bytes: [Int]
        var rss_bytes: [Int?]
        var pause_seconds: [Double?]

        init(_ points: [TimelinePoint]) {
            seconds = points.map(\.seconds)
            heap_bytes = points.map(\.heapBytes)
            rss_bytes = points.map(\.residentBytes)
            pause_seconds = points.map(\.pauseSeconds)
        }
    }
}
