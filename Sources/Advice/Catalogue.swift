// All rules, in the order in which they are listed.

package enum Catalogue {
    static let python: [any PythonRule.Type] = [
        CachedMethod.self, ClosureKeepsLarge.self, CollectInLoop.self, ExceptionKept.self, FileNeverClosed.self,
        GlobalCollector.self, LingeringLocal.self, ListConstantAsTuple.self, ListForOnePass.self, MissingSlots.self,
        MutableDefault.self, NeedlessDeepcopy.self, Readlines.self, ShallowCopyMutated.self, StringConcatInLoop.self,
        StrongBackReference.self, UnboundedCache.self,
    ]
    static let javascript: [any JavaScriptRule.Type] = [
        JavaScriptClosureKeepsLarge.self, GlobalGrowingArray.self, IntervalNeverCleared.self, ListenerNeverRemoved.self,
        MapAsCache.self,
    ]

    /// By id.
    package static let rules: [Rule] = {
        var seen: Set<String> = []
        let all = python.map { $0.rule } + javascript.map { $0.rule }
        return all.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }()

    package static func rule(_ id: String) -> Rule? { rules.first { $0.id == id } }

    /// What the rules find in a file, by line.
    static func findings(in tree: SyntaxTree, _ language: SourceLanguage) -> [Finding] {
        guard tree.count > 0 else { return [] }
        var findings: [Finding]
        switch language {
        case .python:
            let module = PythonModule(tree)
            findings = python.flatMap { $0.findings(in: module) }
        case .javascript:
            let module = JavaScriptModule(tree)
            findings = javascript.flatMap { $0.findings(in: module) }
        }
        findings.sort { ($0.line, $0.offset, $0.rule.id) < ($1.line, $1.offset, $1.rule.id) }
        return findings
    }
}
