// Paths of a page's heap in the words of somebody who writes pages. Between two objects of a page lie a dozen of the
// browser's own, which differ from version to version: they are left out.
package import HeapFile
package import HeapGraph

/// What is known of a page's functions beside a snapshot.
package struct PageSources: Sendable {
    /// Where somebody wrote them, by V8's numbers; lines from 1.
    package var originals: [UInt64: (file: String, line: Int)] = [:]

    /// Events that functions listen to, by V8's numbers.
    package var events: [UInt64: Set<String>] = [:]
    private static let mostEvents = 3

    package init() {}

    /// `'resize'`, `'blur', 'focus'`: what calls a function that a listener holds; nil if that is not known.
    func events(of listener: NodeIndex, _ graph: HeapGraph) -> String? {
        guard !events.isEmpty else { return nil }
        for edge in graph.edges(of: listener) {
            guard let names = events[graph.identity(of: edge.target)] else { continue }
            let shown = names.sorted().prefix(Self.mostEvents).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
            return names.count > Self.mostEvents ? shown + ", …" : shown
        }
        return nil
    }

    /// Where a function begins: what somebody wrote, else what the browser ran.
    func place(of function: NodeIndex, _ snapshot: HeapSnapshot) -> (file: String, line: Int)? {
        if let original = originals[snapshot.graph.identity(of: function)] { return original }
        return snapshot.places[function].map { (snapshot.graph.names[$0.file], Int($0.line)) }
    }
}

/// The way from a variable, the window or an element to an object.
package struct PagePath: Sendable {
    /// Who keeps the object at last.
    package enum Holder: String, Sendable {
        case script, listener, timer, observer, callback, console, document, browser
    }

    /// `window → event listener → layout() in view.js:6 local rows`.
    package private(set) var text = ""
    /// The text without indices, lines and numbers: the same in every run.
    package private(set) var key = ""
    package private(set) var holder = Holder.browser
    /// The last function on the way.
    package private(set) var function: NodeIndex?
    private var isInDetachedTree = false
    private let sources: PageSources

    /// - Parameters:
    ///   - isOneOfMany: leaves out the index or key of the last step.
    ///   - sources: what is known of functions beside the snapshot.
    /// - Complexity: O(length × log nodes).
    package init(
        _ snapshot: HeapSnapshot, to node: NodeIndex, isOneOfMany: Bool = false, sources: PageSources = PageSources()
    ) {
        self.sources = sources
        for step in snapshot.graph.path(to: node).steps {
            take(step, snapshot, isOneOfMany: isOneOfMany && step.node == node)
        }
    }

    private mutating func restart(_ text: String, _ holder: Holder) {
        (self.text, key, self.holder, isInDetachedTree) = (text, text, holder, false)
    }

    private mutating func append(_ text: String, key: String? = nil) {
        let arrow = text.hasPrefix(".") || text.hasPrefix("[") || text.hasPrefix(" ") || self.text.isEmpty ? "" : " → "
        self.text += arrow + text
        // A chain of any length is one step.
        let part = arrow + (key ?? text)
        if !self.key.hasSuffix(part) { self.key += part }
    }

    private mutating func take(_ step: PathStep, _ snapshot: HeapSnapshot, isOneOfMany: Bool) {
        let graph = snapshot.graph
        let (label, type) = (step.edge.label, graph.typeName(of: step.node))
        if label.kind == .root { return restart(Self.display(step.node, graph), .script) }
        if label.kind == .key, graph.names[label.value].hasSuffix("/ DevTools console") {
            return restart("console", .console)
        }
        if type.hasPrefix("Window [JSGlobalObject]") { return restart("window", .script) }
        if graph.type(of: step.node).category == .native { return takeNative(step, type, graph) }
        isInDetachedTree = false
        if label.kind == .attributes { return }
        if graph.type(of: step.node).category == .function, isUnnamed(step, graph) {
            function = step.node
            return takeFunction(step.node, snapshot)
        }
        if graph.type(of: step.node).category == .function { function = step.node }
        let text = graph.text(of: step)
        let isGeneral = label.kind == .element || label.kind == .key || graph.edgeRange(of: step.source).count > 1000
        let shown = isGeneral && isOneOfMany ? "[…]" : text
        append(isUnnamed(step, graph) ? type : shown, key: isGeneral ? "[…]" : nil)
    }

    /// Whether the step has no name that somebody wrote: edges of the browser's objects are numbered.
    private func isUnnamed(_ step: PathStep, _ graph: HeapGraph) -> Bool {
        let kind = step.edge.label.kind
        return kind == .unnamed || graph.type(of: step.source).category == .native && kind == .element
    }

    private mutating func takeFunction(_ node: NodeIndex, _ snapshot: HeapSnapshot) {
        let graph = snapshot.graph
        let name = graph.name(of: node).isEmpty ? "function" : graph.name(of: node) + "()"
        guard let place = sources.place(of: node, snapshot) else { return append(name) }
        let file = Contexts.shortName(of: place.file)
        append("\(name) in \(file):\(place.line)", key: "\(name) in \(file)")
    }

    // MARK: The browser's own

    private mutating func takeNative(_ step: PathStep, _ type: String, _ graph: HeapGraph) {
        let isNamed = !isUnnamed(step, graph) && step.edge.label.kind != .internal
        if type.hasPrefix("Detached ") {
            let edge = isNamed ? graph.text(of: step) : ""
            if !isInDetachedTree { append(edge.isEmpty ? type : edge) }
            isInDetachedTree = true
        } else if type.hasPrefix("Window") {
            restart("window", .document)
        } else if type == "Document" || type == "HTMLDocument" || type.hasPrefix("HTMLDocument ") {
            restart("document", .document)
        } else if type.hasPrefix("<") {
            restart(type, .document)
        } else if let (name, holder) = Self.holders[type] {
            let events = holder == .listener ? sources.events(of: step.node, graph) : nil
            let text = events.map { "\(name.split(separator: " ").last ?? "") of \($0)" } ?? name
            if holder == .timer { restart(name, holder) } else { append(text) }
            self.holder = holder
        } else if isNamed {
            append(graph.text(of: step))
        }
    }

    private static let holders: [String: (String, Holder)] = [
        "DOMTimer": ("timer", .timer), "V8EventListener": ("event listener", .listener),
        "JSEventHandlerForContentAttribute": ("event handler", .listener),
        "V8EventHandlerNonNull": ("event handler", .listener),
        "JSEventHandler": ("event handler", .listener), "MutationObserver": ("MutationObserver", .observer),
        "IntersectionObserver": ("IntersectionObserver", .observer), "ResizeObserver": ("ResizeObserver", .observer),
        "PerformanceObserver": ("PerformanceObserver", .observer),
        "ReportingObserver": ("ReportingObserver", .observer),
        "V8FrameRequestCallback": ("requestAnimationFrame", .callback),
        "V8IdleRequestCallback": ("requestIdleCallback", .callback), "WebSocket": ("WebSocket", .callback),
        "EventSource": ("EventSource", .callback), "XMLHttpRequest": ("XMLHttpRequest", .callback),
        "MessagePort": ("MessagePort", .callback), "BroadcastChannel": ("BroadcastChannel", .callback),
        "Worker": ("Worker", .callback),
    ]

    private static func display(_ node: NodeIndex, _ graph: HeapGraph) -> String {
        let name = graph.name(of: node)
        if graph.typeName(of: node).hasPrefix("Window") { return "window" }
        return name.isEmpty ? graph.typeName(of: node) : name
    }
}
