// Where the functions of a sampling profile are. V8 asks their scripts; those that have died are remembered here.
import DevTools

/// A call frame as V8 says it. Lines and columns count from 0; -1 is not known.
package struct ProfileFrame: Hashable, Sendable {
    var script: String
    var function: String
    var line: Int
    var column: Int

    package init(script: String, function: String, line: Int, column: Int) {
        self.script = script
        self.function = function
        self.line = line
        self.column = column
    }
}

/// What is known of one heap's scripts, and of the nodes of its last profile, which have the same numbers in the next.
struct ProfileFrames {
    private var scripts: [String: String] = [:]
    private var nodes: [Int: ProfileFrame] = [:]
    /// A program may make scripts for ever (`eval`).
    private static let mostScripts = 100_000

    /// Takes note of a script (`Debugger.scriptParsed`).
    mutating func learn(_ script: JSON) {
        guard let number = script["scriptId"]?.string, let url = script["url"]?.string, !url.isEmpty,
            scripts.count < Self.mostScripts
        else { return }
        scripts[number] = url
    }

    mutating func keep(_ pass: Pass) { nodes = pass.nodes }

    /// One profile.
    struct Pass {
        private let known: ProfileFrames
        fileprivate private(set) var nodes: [Int: ProfileFrame] = [:]

        init(_ known: ProfileFrames) { self.known = known }

        /// The frame of a node of the profile: as V8 says it, or as it was said when its script lived, or without a line.
        mutating func frame(of node: JSON) -> ProfileFrame {
            let call = node["callFrame"] ?? [:]
            var frame = ProfileFrame(
                script: call["url"]?.string ?? "", function: call["functionName"]?.string ?? "",
                line: call["lineNumber"]?.int ?? -1, column: call["columnNumber"]?.int ?? -1)
            guard let script = call["scriptId"]?.string, script != "0" else { return frame }
            let number = node["id"]?.int
            if frame.script.isEmpty {
                if let known = number.flatMap({ known.nodes[$0] }), known.function == frame.function {
                    frame = known
                } else {
                    frame.script = known.scripts[script] ?? ProfilePlaces.unknownScript
                    frame.line = -1
                }
            }
            if let number, frame.line >= 0 { nodes[number] = frame }
            return frame
        }
    }
}
