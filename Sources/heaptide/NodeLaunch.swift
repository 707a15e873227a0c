// How a Node program is started so that it, and every Node it starts, can be recorded: nothing but its environment.
import Glibc
import Processes

enum NodeLaunch {
    /// Whether a program's name is that of a script for Node.
    static func isScript(_ name: String) -> Bool {
        [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"].contains { name.hasSuffix($0) }
    }

    /// Whether what is launched is Node, or a script that Node runs (npm, npx, tsc).
    static func isNode(_ launch: ProgramLaunch, _ program: [String]) -> Bool {
        if let first = program.first, isScript(first) { return true }
        let name = launch.executable.split(separator: "/").last ?? ""
        if name == "node" || name == "nodejs" { return true }
        guard let file = fopen(launch.executable, "re") else { return false }
        defer { fclose(file) }
        var line = [UInt8](repeating: 0, count: 128)
        let count = fread(&line, 1, line.count, file)
        let text = String(decoding: line[..<count].prefix { $0 != 0x0A }, as: UTF8.self)
        guard text.hasPrefix("#!") else { return false }
        return text.dropFirst(2).split { $0 == " " || $0 == "/" }.contains("node")
    }

    /// What Node loads: the script, and the library that keeps the inspector's words off standard error.
    struct Agent {
        let script: String
        let library: String
    }

    /// The two beside this executable, or where an installation puts them.
    static func findAgent() throws(Problem) -> Agent {
        let folder = try AgentEnvironment.executableFolder()
        for place in [folder, "\(folder)/../lib/heaptide", "\(folder)/heaptide_heaptide.resources"] {
            let script = "\(place)/heaptide_node.cjs"
            let library =
                place.hasSuffix(".resources") ? "\(folder)/libheaptide_node.so" : "\(place)/libheaptide_node.so"
            if access(script, R_OK) == 0 && access(library, R_OK) == 0 {
                return Agent(script: script, library: library)
            }
        }
        throw .failure(
            "heaptide_node.cjs and libheaptide_node.so are not beside this program; build them with: make build")
    }

    /// The program's environment.
    ///
    /// - Parameters:
    ///   - folder: where it meets the recorder.
    ///   - samplingInterval: mean bytes between two samples.
    ///   - snapshots: how the names of heaps at exit begin; nil = they are not kept.
    ///   - options: more options for every Node.
    static func environment(
        _ agent: Agent, folder: String, samplingInterval: Int, snapshots: String?, options: [String]
    ) -> [String] {
        var environment: [String] = []
        var preload = agent.library
        var nodeOptions = (["--require", quoted(agent.script)] + options).joined(separator: " ")
        for entry in ProcessEnvironment.current {
            if entry.hasPrefix("LD_PRELOAD=") {
                preload += ":" + entry.dropFirst("LD_PRELOAD=".count)
            } else if entry.hasPrefix("NODE_OPTIONS=") {
                nodeOptions += " " + entry.dropFirst("NODE_OPTIONS=".count)
            } else if !entry.hasPrefix("HEAPTIDE_NODE") {
                environment.append(entry)
            }
        }
        if let snapshots { environment.append("HEAPTIDE_NODE_SNAPSHOT=" + snapshots) }
        return environment + [
            "LD_PRELOAD=" + preload, "NODE_OPTIONS=" + nodeOptions, "HEAPTIDE_NODE=" + folder,
            "HEAPTIDE_NODE_LIBRARY=" + agent.library, "HEAPTIDE_NODE_INTERVAL=\(samplingInterval)",
        ]
    }

    /// A value in NODE_OPTIONS: words are separated by blanks unless they are quoted.
    static func quoted(_ text: String) -> String {
        guard text.contains(where: { " \"\\".contains($0) }) else { return text }
        var quoted = "\""
        for character in text {
            if character == "\"" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "\""
    }
}
