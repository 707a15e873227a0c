// A scenario: a file whose functions load a page, act on it, and take that back. They run in the page.
import DevTools
import Foundation
import Glibc

/// The text of a scenario, in memlab's shape: `url`, `setup`, `action`, `back`, `repeat`.
package struct PageScenario: Sendable {
    package let path: String
    private let source: String
    private static let largestFile = 1 << 20
    static let functions = ["url", "setup", "action", "back", "repeat"]
    /// What memlab knows and this does not.
    static let ignored = [
        "leakFilter", "retainerReferenceFilter", "beforeLeakFilter", "isPageLoaded", "cookies",
        "beforeInitialPageLoad",
    ]

    /// - Throws: one line if there is no such file, or it is too large to be one.
    package init(path: String) throws(PageError) {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw PageError("\(path): \(String(cString: strerror(errno)))")
        }
        guard let data = try? file.read(upToCount: Self.largestFile + 1) else {
            throw PageError("\(path) cannot be read; name a file of JavaScript")
        }
        guard data.count <= Self.largestFile, let text = String(data: data, encoding: .utf8) else {
            throw PageError("\(path) is no scenario: more than \(Self.largestFile >> 20) MiB, or no text")
        }
        self.path = path
        source = text
    }

    /// The name under which the page's errors speak of it.
    private var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    private var isModule: Bool {
        source.split(separator: "\n").contains { $0.hasPrefix("export ") || $0.hasPrefix("import ") }
    }

    /// An expression whose value is an object with the scenario's functions, or a promise of it.
    var expression: String {
        let tail = "\n//# sourceURL=\(name)"
        if isModule {
            let text = Data((source + tail).utf8).base64EncodedString()
            return "import('data:text/javascript;base64,\(text)').then(m => ({...m, ...m.default}))"
        }
        let names = Self.functions + Self.ignored
        let found = names.map { "\($0): typeof \($0) === 'undefined' ? undefined : \($0)" }.joined(separator: ", ")
        let require =
            "const require = name => { throw new Error(`no require('${name}'): functions run in the page`); };"
        return """
            (() => { \(require) const module = {exports: {}}, exports = module.exports; \
            let \(names.joined(separator: ", ")); return (() => { \(source)
            ; return Object.keys(module.exports).length ? module.exports : {\(found)}; })(); })()\(tail)
            """
    }
}

/// A scenario in a page.
final class InstalledScenario {
    private let scenario: PageScenario
    private let page: PageSession
    private var object = JSON.null
    private var helper = JSON.null
    private(set) var names: Set<String> = []

    init(_ scenario: PageScenario, in page: PageSession) throws(PageError) {
        self.scenario = scenario
        self.page = page
        try install()
    }

    /// Puts its functions into the document of the moment.
    private func install() throws(PageError) {
        object = try evaluate(scenario.expression)
        helper = try evaluate(ScenarioHelper.source)
        names = []
        for name in PageScenario.functions + PageScenario.ignored {
            let answer = try page.call(
                "Runtime.callFunctionOn",
                [
                    "functionDeclaration": "function(name) { return typeof this[name]; }", "objectId": object,
                    "arguments": [["value": .string(name)]], "returnByValue": true,
                ])
            if answer["result"]?["value"]?.string ?? "undefined" != "undefined" { names.insert(name) }
        }
        guard names.contains("action") || names.contains("url") else {
            throw PageError("\(scenario.path) has no function action; see docs/web.md for what a scenario is")
        }
    }

    private func evaluate(_ expression: String) throws(PageError) -> JSON {
        let answer = try page.call("Runtime.evaluate", ["expression": .string(expression), "awaitPromise": true])
        try check(answer, "")
        return answer["result"]?["objectId"] ?? .null
    }

    /// Runs one of its functions to its end, its promise's too; nil if it has none of this name.
    ///
    /// - Throws: one line with the place in the scenario if it throws.
    @discardableResult
    func run(_ name: String) throws(PageError) -> JSON? {
        guard names.contains(name) else { return nil }
        do {
            return try call(name)
        } catch  where Self.isOfGonePage(error) {
            // The function went to another document: it has done what it should.
            try page.waitUntilLoaded("the page that \(name) of \(scenario.path) went to")
            try install()
            return .null
        }
    }

    /// Puts its functions into the document of the moment again, if that is another one.
    func followPage() throws(PageError) {
        try page.waitUntilLoaded("the page")
        do {
            _ = try page.call("Runtime.callFunctionOn", ["functionDeclaration": "function() {}", "objectId": object])
        } catch  where Self.isOfGonePage(error) {
            try install()
        }
    }

    private static func isOfGonePage(_ error: PageError) -> Bool {
        ["navigated or closed", "context was destroyed", "Cannot find context", "Could not find object"]
            .contains { error.description.contains($0) }
    }

    private func call(_ name: String) throws(PageError) -> JSON {
        let body =
            "async function(name, page) { const value = await (typeof this[name] === 'function' "
            + "? this[name](page) : this[name]); return ['string', 'number'].includes(typeof value) ? value : null; }"
        let answer = try page.call(
            "Runtime.callFunctionOn",
            [
                "functionDeclaration": .string(body), "objectId": object, "awaitPromise": true, "returnByValue": true,
                "arguments": [["value": .string(name)], ["objectId": helper]],
                // As if somebody had clicked: else windows do not open, and nothing plays.
                "userGesture": true,
            ], late: page.lateText("\(name) of \(scenario.path)"))
        try check(answer, " in \(name)")
        return answer["result"]?["value"] ?? .null
    }

    private func check(_ answer: JSON, _ place: String) throws(PageError) {
        guard let details = answer["exceptionDetails"] else { return }
        let exception = details["exception"]
        let text =
            exception?["description"]?.string ?? exception?["value"]?.string ?? details["text"]?.string ?? "an error"
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        let where_ = lines.first { $0.hasPrefix("at ") && $0.contains(":") }.map { " (\($0.prefix(200)))" }
        let line = details["lineNumber"]?.int.map { " (line \($0 + 1))" } ?? ""
        throw PageError("\(scenario.path) fails\(place): \(lines.first?.prefix(300) ?? "")\(where_ ?? line)")
    }
}
