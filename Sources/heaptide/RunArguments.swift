// What belongs to `heaptide run` and what to the program: everything from the program's name on is the program's.

enum RunArguments {
    /// Options of a verb that take a value as the next argument, and those that do not.
    private struct Options {
        var values: Set<String>
        var flags: Set<String>
    }

    private static let verbs: [String: Options] = [
        "run": Options(
            values: ["-o", "--output", "--memory-limit", "--python", "--node", "--snapshot"],
            flags: [
                "--no-native", "--quiet", "-q", "--force", "-f", "--if-possible", "--help", "-h", "--version",
            ]),
        "snapshot": Options(
            values: ["-o", "--output", "--python"],
            flags: ["--values", "--json", "--quiet", "-q", "--force", "-f", "--help", "-h", "--version"]),
    ]

    /// Puts `--` before the program, so that the parser leaves the program's own options alone: before the first
    /// argument that is no option of the verb, which may itself look like an option (`-m module`, `-c code`). A process's
    /// number has no options of its own.
    static func separateProgram(_ arguments: [String]) -> [String] {
        guard let verb = arguments.first.flatMap({ verbs[$0] }) else { return arguments }
        var index = 1
        while index < arguments.count {
            let argument = arguments[index]
            if argument == "--" { return arguments }
            if verb.values.contains(argument) {
                index += 2
            } else if verb.flags.contains(argument) || isJoinedOption(argument, verb) {
                index += 1
            } else if argument.hasPrefix("-") && argument != "-m" && argument != "-c" && argument != "-" {
                // A mistyped option: let the parser say so.
                return arguments
            } else if arguments[0] == "snapshot" && Int32(argument) != nil {
                // Options may stand behind it.
                return arguments[..<index] + arguments[(index + 1)...] + [argument]
            } else {
                var separated = arguments
                separated.insert("--", at: index)
                return separated
            }
        }
        return arguments
    }

    /// `--output=FILE` and the like.
    private static func isJoinedOption(_ argument: String, _ verb: Options) -> Bool {
        guard let equals = argument.firstIndex(of: "=") else { return false }
        return verb.values.contains(String(argument[..<equals]))
    }
}
