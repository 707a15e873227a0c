/// What the command line asks for.
struct BuildOptions {
    var nodes = 3_000_000
    var runs = 1
    var isShuffled = false
    var isJSON = false
    var showsHelp = false

    init(arguments: [String]) throws {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--help", "-h": showsHelp = true
            case "--shuffled": isShuffled = true
            case "--json": isJSON = true
            case "--nodes": nodes = try Self.count(rest.popFirst(), of: option)
            case "--runs": runs = try Self.count(rest.popFirst(), of: option)
            default: throw BuildError("\(option): unknown option; see --help")
            }
        }
    }

    private static func count(_ text: String?, of option: String) throws -> Int {
        guard let text, let count = Int(text), count > 0 else { throw BuildError("\(option): needs a number above 0") }
        return count
    }

    static let help = """
        usage: heap-graph-bench [--nodes N] [--runs N] [--shuffled] [--json]

        Builds a graph of a synthetic heap and prints seconds by phase and the peak of resident memory.

          --nodes N    size of the heap (default 3000000)
          --runs N     builds; the one with the median of the total is printed
          --shuffled   number the nodes at random instead of in the order of their allocation
          --json       print one JSON object instead of text
        """
}

/// One line of what went wrong.
struct BuildError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
