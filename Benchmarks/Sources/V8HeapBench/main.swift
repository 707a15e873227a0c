// Seconds and bytes that opening a .heapsnapshot takes, by phase; and large files to open.
import Foundation
import HeapFile
import HeapGraph
import V8Heap

let help = """
    usage: v8-heap-bench FILE
           v8-heap-bench --copies N FROM TO

    Opens a .heapsnapshot and prints seconds by phase and the peak of resident memory; --copies writes a file with N
    times the nodes of another, each copy below the same root.
    """

do {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.count == 4, arguments[0] == "--copies", let copies = Int(arguments[1]), copies > 0 {
        try SnapshotCopies(of: arguments[2], count: copies).write(to: arguments[3])
    } else if arguments.count == 1, !arguments[0].hasPrefix("-") {
        print(try OpeningRun(arguments[0]).text)
    } else {
        print(help)
    }
} catch {
    FileHandle.standardError.write(Data("v8-heap-bench: \(error)\n".utf8))
    exit(1)
}
