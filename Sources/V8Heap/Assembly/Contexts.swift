// Scopes: which function's variables a context holds, and where that is in the source.
import HeapGraph

/// What is known of the contexts of a heap, the objects that hold variables which closures use.
///
/// A context of a script or module, whose outer one is the realm's, is a namespace of the program: paths begin there. All
/// others are a part of the closures that see them.
struct Contexts: ~Copyable {
    /// One byte a node: 0 = no context, 1 = a function's, 2 = a script's or module's.
    let kinds: MutableColumn<UInt8>
    private(set) var names = ContextNames()

    static let function: UInt8 = 1
    static let module: UInt8 = 2

    /// - Complexity: O(nodes + edges of closures, contexts and code).
    init(_ view: SnapshotView, _ strings: borrowing StringTable) {
        kinds = MutableColumn(zeroes: view.nodeCount)
        let users = Self.findUsers(view)
        for node in 0..<view.nodeCount where Self.isContext(node, view) {
            let outer = view.target(of: node, .previousEdge)
            let isModule = outer.map { !Self.isContext($0, view) } ?? true
            kinds.base[node] = isModule ? Self.module : Self.function
            Self.name(node, isModule, view, strings, users, &names)
        }
    }

    private static func isContext(_ node: Int, _ view: SnapshotView) -> Bool {
        let kind = view.kinds[node]
        return view.is(node, .context) && (kind == V8Kind.object || kind == V8Kind.hidden || kind == V8Kind.native)
    }

    /// For contexts and scopes the function that was found to belong to them, and one: a closure's that has the context,
    /// the one whose scope it is. 0 = none.
    private static func findUsers(_ view: SnapshotView) -> MutableColumn<UInt32> {
        let users = MutableColumn<UInt32>(zeroes: view.nodeCount)
        for node in 0..<view.nodeCount {
            if view.kinds[node] == V8Kind.closure {
                guard let context = view.target(of: node, .contextEdge), let shared = view.target(of: node, .sharedEdge)
                else { continue }
                if users.base[context] == 0 { users.base[context] = UInt32(shared + 1) }
            } else if view.kinds[node] == V8Kind.code, let scope = view.target(of: node, .nameOrScopeEdge),
                view.is(scope, .scopeInfo)
            {
                users.base[scope] = UInt32(node + 1)
            }
        }
        return users
    }

    private static func name(
        _ context: Int, _ isModule: Bool, _ view: SnapshotView, _ strings: borrowing StringTable,
        _ users: borrowing MutableColumn<UInt32>, _ names: inout ContextNames
    ) {
        let owner = view.target(of: context, .scopeEdge).flatMap { users.base[$0] == 0 ? nil : Int(users.base[$0]) - 1 }
        let user = users.base[context] == 0 ? nil : Int(users.base[context]) - 1
        guard let shared = owner ?? user, let script = view.target(of: shared, .scriptEdge, or: .oldScriptEdge) else {
            return
        }
        let function = isModule ? nil : owner.map { view.names[$0] } ?? 0
        names.add(context, script: view.names[script], function: function, strings)
    }

    /// The last part of a path or URL; of `index.js` the last two. `node:fs` stays as it is.
    static func shortName(of script: String) -> String {
        if script.isEmpty { return "(no file)" }
        let parts = script.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").suffix(2)
        guard !script.hasPrefix("node:"), let last = parts.last else { return script }
        return last.hasPrefix("index.") && parts.count == 2 ? parts.joined(separator: "/") : String(last)
    }
}

/// What contexts are called: `app.js`, `load() in app.js`. A function's closures have a context each, all of one name.
struct ContextNames {
    private(set) var texts: [String] = []
    /// Nodes that have a name, and its place in `texts`.
    private(set) var nodes: [(node: Int, text: Int)] = []
    /// By number of the script's name in the upper half and of the function's in the lower.
    private var known: [UInt64: Int] = [:]

    /// - Parameter function: number of the function's name, 0 if it has none; nil for a script or module.
    /// - Complexity: O(1); O(name) if it is new.
    fileprivate mutating func add(
        _ node: Int, script: UInt32, function: UInt32?, _ strings: borrowing StringTable
    ) {
        let key = UInt64(script) << 32 | UInt64(function ?? .max)
        let text = known[key] ?? texts.count
        if text == texts.count {
            known[key] = text
            texts.append(Self.text(strings.text(script), function: function.map { strings.text($0) }))
        }
        nodes.append((node, text))
    }

    private static func text(_ script: String, function: String?) -> String {
        let file = Contexts.shortName(of: script)
        guard let function else { return file }
        return function.isEmpty ? "function in \(file)" : "\(function)() in \(file)"
    }
}
