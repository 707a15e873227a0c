import Foundation

/// What the figures depend on besides the tools: the machine and the versions.
struct Machine {
    /// Pairs of a name and a value.
    let facts: [(name: String, value: String)]

    /// Asks the machine, the interpreter of `workspace` and its packages.
    init(tools: [Tool], workspace: Workspace) {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        facts = [
            ("date", Self.today),
            ("CPU", "\(Self.field("model name", of: "/proc/cpuinfo") ?? Cell.none), \(cores) cores"),
            ("memory", Self.memory),
            ("kernel", Self.firstLine("/proc/sys/kernel/osrelease") ?? Cell.none),
            ("system", Self.field("PRETTY_NAME", of: "/etc/os-release") ?? Cell.none),
            ("Python", Self.answer(Self.pythonVersion, workspace) ?? Cell.none),
            ("Node", Self.answer([workspace.node, "--version"], workspace) ?? Cell.none),
            ("packages", Self.packages(tools, workspace)),
        ]
    }

    private static let pythonVersion = "import platform as p; print(p.python_implementation(), p.python_version())"

    private static func packages(_ tools: [Tool], _ workspace: Workspace) -> String {
        let names = Set(tools.compactMap(\.pythonPackage) + ["numpy", "pandas"]).sorted()
        return names.map { name in
            let version = answer("from importlib.metadata import version; print(version('\(name)'))", workspace)
            return "\(name) \(version ?? Cell.none)"
        }.joined(separator: ", ")
    }

    private static func answer(_ program: String, _ workspace: Workspace) -> String? {
        answer([workspace.python, "-c", program], workspace)
    }

    private static func answer(_ command: [String], _ workspace: Workspace) -> String? {
        let run = try? ChildProcess.run(
            command,
            environment: workspace.environment,
            output: workspace.answer,
            log: workspace.log,
            limit: 10
        )
        return run?.ending == .exited(0) ? firstLine(workspace.answer) : nil
    }

    private static var today: String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate]
        return formatter.string(from: Date())
    }

    private static var memory: String {
        let gibibytes = Double(ProcessInfo.processInfo.physicalMemory) / 1_073_741_824
        return String(format: "%.1f GiB", gibibytes)
    }

    private static func firstLine(_ path: String) -> String? {
        (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n").first.map(String.init)
    }

    /// The value of the first line `name : value` or `name="value"` of a file.
    private static func field(_ name: String, of path: String) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) })
        else { return nil }
        return line.dropFirst(name.count).trimmingCharacters(in: CharacterSet(charactersIn: " \t:=\""))
    }
}
