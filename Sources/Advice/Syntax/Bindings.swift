// Which name means what: scopes, and for each binding where it is stored and loaded.

/// A name in the scope that binds it.
struct Binding {
    let name: String
    let scope: Int
    /// Nodes that bind it: assigned names, parameters, definitions, imports.
    var stores: [Int] = []
    var loads: [Int] = []
    var deletes: [Int] = []
}

struct Scope {
    enum Kind { case module, function, `class`, comprehension, block }

    let kind: Kind
    /// The node that opens it.
    let node: Int
    /// -1 for the file's.
    let parent: Int
    var names: [String: Int] = [:]
    /// Names that `global` and `nonlocal` take elsewhere.
    var globals: Set<String> = []
    var nonlocals: Set<String> = []
}

/// The scopes of a file, filled by a language's own rules.
struct Bindings {
    private(set) var scopes: [Scope]
    private(set) var all: [Binding] = []
    private var numbers: [Int: Int] = [:]

    init(file kind: Scope.Kind = .module) { scopes = [Scope(kind: kind, node: 0, parent: -1)] }

    mutating func open(_ kind: Scope.Kind, _ node: Int, in parent: Int) -> Int {
        scopes.append(Scope(kind: kind, node: node, parent: parent))
        return scopes.count - 1
    }

    mutating func declare(_ name: String, global: Bool, in scope: Int) {
        if global { scopes[scope].globals.insert(name) } else { scopes[scope].nonlocals.insert(name) }
    }

    /// The binding of `name` in exactly this scope, made if there is none.
    mutating func binding(_ name: String, in scope: Int) -> Int {
        if let known = scopes[scope].names[name] { return known }
        all.append(Binding(name: name, scope: scope))
        scopes[scope].names[name] = all.count - 1
        return all.count - 1
    }

    mutating func store(_ node: Int, _ binding: Int) {
        all[binding].stores.append(node)
        numbers[node] = binding
    }

    mutating func load(_ node: Int, _ binding: Int) {
        all[binding].loads.append(node)
        numbers[node] = binding
    }

    mutating func delete(_ node: Int, _ binding: Int) {
        all[binding].deletes.append(node)
        numbers[node] = binding
    }

    /// What `name` means in `scope`; nil if nothing in the file binds it. A class's names are seen in its body only.
    func resolve(_ name: String, in scope: Int) -> Int? {
        if scopes[scope].globals.contains(name) { return scopes[0].names[name] }
        var current = scope
        while current >= 0 {
            let isSeen = scopes[current].kind != .class || current == scope
            if isSeen, !scopes[current].nonlocals.contains(name), let found = scopes[current].names[name] {
                return found
            }
            current = scopes[current].parent
        }
        return nil
    }

    /// The binding that a node stores, loads or deletes.
    func of(_ node: Int) -> Binding? { numbers[node].map { all[$0] } }
    func number(of node: Int) -> Int? { numbers[node] }

    /// The innermost function (or the file) around a scope, itself included.
    func function(of scope: Int) -> Int {
        var current = scope
        while current > 0, ![.function, .module].contains(scopes[current].kind) { current = scopes[current].parent }
        return current
    }
}
