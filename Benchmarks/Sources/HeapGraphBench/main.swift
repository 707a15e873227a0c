// Seconds and bytes that a heap graph takes, by phase. Each row is a process of its own, so that its peak is its own.
import Foundation
import HeapGraph
import SyntheticHeap

do {
    let options = try BuildOptions(arguments: Array(CommandLine.arguments.dropFirst()))
    if options.showsHelp {
        print(BuildOptions.help)
    } else {
        let rows = try (0..<options.runs).map { _ in try BuildRun(options) }
        let median = BuildRun.median(rows, by: \.totalSeconds)
        print(options.isJSON ? try median.json : median.text)
    }
} catch {
    FileHandle.standardError.write(Data("heap-graph-bench: \(error)\n".utf8))
    exit(1)
}
