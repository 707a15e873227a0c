/// A rule for Python: its catalogue entry, and where a file has the habit.
protocol PythonRule: Sendable {
    static var rule: Rule { get }
    static func findings(in module: PythonModule) -> [Finding]
}

extension PythonRule {
    /// A finding at a node.
    static func finding(_ module: PythonModule, _ node: Int, _ message: String, _ evidence: Evidence? = nil) -> Finding
    {
        let lines = module.tree.extent(node)
        return Finding(
            rule: rule, line: lines.lowerBound, offset: Int(module.tree.columns[node]), lastLine: lines.upperBound,
            message: message, evidence: evidence)
    }
}
