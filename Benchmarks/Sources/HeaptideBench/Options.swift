/// What the command line asks for.
struct Options {
    /// Repetitions of the whole matrix.
    var runs = 5
    /// Names of the workloads to run; all when empty.
    var workloads: [String] = []
    /// The tools to run, in the order of the table.
    var tools = Tool.allCases
    /// Path of the Markdown file to write.
    var markdown: String?
    /// Heap snapshots are measured instead of recording.
    var measuresHeap = false
    /// The opening of V8's heap snapshots is measured instead of recording.
    var measuresV8 = false
    /// Programs of Node are recorded instead of Python's.
    var measuresNode = false
    /// The text of `--help` is asked for, nothing else.
    var showsHelp = false

    /// Reads the arguments that follow the program's name.
    ///
    /// - Throws: `BenchmarkError` for an unknown option, a missing or a bad value.
    init(arguments: [String]) throws {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            if option == "--help" || option == "-h" {
                showsHelp = true
                continue
            }
            if option == "--heap" {
                measuresHeap = true
                continue
            }
            if option == "--node" {
                measuresNode = true
                continue
            }
            if option == "--v8" {
                measuresV8 = true
                continue
            }
            guard let value = rest.popFirst() else {
                throw BenchmarkError("\(option): unknown option or no value; see --help")
            }
            try set(option, to: value)
        }
    }

    private mutating func set(_ option: String, to value: String) throws {
        switch option {
        case "--runs": runs = try Self.count(value)
        case "--only": workloads = Self.names(value)
        case "--tools": tools = try Self.tools(value)
        case "--markdown": markdown = value
        default: throw BenchmarkError("\(option): unknown option; see --help")
        }
    }

    private static func count(_ text: String) throws -> Int {
        guard let count = Int(text), count > 0 else {
            throw BenchmarkError("--runs \(text): not a number of repetitions; use 1 or more")
        }
        return count
    }

    private static func names(_ list: String) -> [String] {
        list.split(separator: ",").map(String.init)
    }

    private static func tools(_ list: String) throws -> [Tool] {
        let chosen = try names(list).map { name in
            guard let tool = Tool(rawValue: name) else {
                let known = Tool.allCases.map(\.rawValue).joined(separator: ", ")
                throw BenchmarkError("--tools: no tool \(name); there are \(known)")
            }
            return tool
        }
        return Tool.allCases.filter(chosen.contains)
    }

    /// The text of `--help`.
    static let help = """
        usage: heaptide-bench [--heap | --v8 | --node] [--runs N] [--only NAME,…] [--tools NAME,…] [--markdown OUT]

        Runs every workload under every tool and prints one table of medians.

          --heap          measure heap snapshots, beside guppy3, instead
          --v8            measure the opening of .heapsnapshot files, beside JSON.parse, instead
          --node          record programs of Node instead of Python's
          --runs N        repetitions of the whole matrix (default 5)
          --only NAME,…   workloads, by the name of their file in Benchmarks/Workloads
          --tools NAME,…  of \(Tool.allCases.map(\.rawValue).joined(separator: ", "))
          --markdown OUT  also write the table, the machine and the conditions to their part of OUT
        """
}
