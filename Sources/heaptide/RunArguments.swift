// What belongs to `heaptide run` and what to the program: everything from the program's name on is the program's.

enum RunArguments {
    /// Options of `run` that take a value as the next argument.
    private static let valueOptions: Set<String> = [
        "-o", "--output", "--memory-limit", "--python", "--node", "--snapshot",
    ]
    private static let flags: Set<String> = [
        "--no-native", "--quiet", "-q", "--force", "-f", "--if-possible", "--help", "-h", "--version",
    ]

    /// Puts `--` before the program, so that the parser leaves the program's own options alone: before the first
    /// argument that is no option of `run`, which may itself look like an option (`-m module`, `-c code`).
    static func separateProgram(_ arguments: [String]) -> [String] {
        guard arguments.first == "run" else { return arguments }
        var index = 1
        while index < arguments.count {
            let argument = arguments[index]
            if argument == "--" { return arguments }
            if valueOptions.contains(argument) {
                index += 2
            } else if flags.contains(argument) || isJoinedOption(argument) {
                index += 1
            } else if argument.hasPrefix("-") && argument != "-m" && argument != "-c" && argument != "-" {
                // A mistyped option: let the parser say so.
                return arguments
            } else {
                var separated = arguments
                separated.insert("--", at: index)
                return separated
            }
        }
        return arguments
    }

    /// `--output=FILE` and the like.
    private static func isJoinedOption(_ argument: String) -> Bool {
        guard let equals = argument.firstIndex(of: "=") else { return false }
        return valueOptions.contains(String(argument[..<equals]))
    }
}
