import Foundation
import TestSupport
import Testing

/// Advice on JavaScript, in reports of real Node programs: habits that cost something, the same mended, the same small.
@Suite(.enabled(if: TestNode.any != nil)) struct NodeAdviceTests {
    struct Habit: Sendable, CustomTestStringConvertible {
        var rule: String
        var line: Int
        var program: String
        /// What is to be put in the place of what.
        var mended: [String: String]
        var testDescription: String { rule }
    }

    /// Each keeps `COUNT` arrays of 50,000 numbers, 8 bytes each, and goes on for a while.
    static let habits = [
        Habit(
            rule: "interval-never-cleared", line: 4,
            program: """
                const needed = new Array(4_000_000).fill(0.5);
                function show(view) {
                    const rows = new Array(50_000).fill(view + 0.5);
                    setInterval(() => rows.reverse(), 60_000);
                }
                for (let view = 0; view < COUNT; view++) show(view);
                setTimeout(() => process.exit(needed.length > 0 ? 0 : 1), 1200);
                """,
            mended: [
                "    setInterval(": "    const timer = setInterval(", "60_000);": "60_000);\n    clearInterval(timer);",
            ]),
        Habit(
            rule: "listener-never-removed", line: 8,
            program: """
                const { EventEmitter } = require("events");
                const needed = new Array(4_000_000).fill(0.5);
                const bus = new EventEmitter();
                bus.setMaxListeners(0);
                class View {
                    constructor(number) {
                        this.rows = new Array(50_000).fill(number + 0.5);
                        bus.on("refresh", () => this.rows.reverse());
                    }
                }
                for (let number = 0; number < COUNT; number++) new View(number);
                setTimeout(() => process.exit(bus.listenerCount("refresh") >= 0 && needed.length > 0 ? 0 : 1), 1200);
                """,
            mended: ["bus.on(": "bus.once(", "new View(number);": "new View(number);\nbus.emit(\"refresh\");"]),
        Habit(
            rule: "map-as-cache", line: 4,
            program: """
                const needed = new Array(4_000_000).fill(0.5);
                const cache = new Map();
                function rows(number) {
                    if (!cache.has(number)) cache.set(number, new Array(50_000).fill(number + 0.5));
                    return cache.get(number);
                }
                for (let number = 0; number < COUNT; number++) rows(number);
                setTimeout(() => process.exit(cache.size > 0 && needed.length > 0 ? 0 : 1), 1200);
                """,
            mended: [
                "    return cache": "    if (cache.size > 1) cache.delete(cache.keys().next().value);\n    return cache"
            ]),
    ]

    private struct Document: Decodable {
        struct Advice: Decodable {
            var rule: String
            var file: String
            var line: Int
            var change: String
            var figure: String
            var bytes: Int
            var blocks: Int?
            var saves_bytes: Int
            var is_upper_bound: Bool
        }
        var advice: [Advice]
        var advice_left_out: Int
    }

    private func record(_ program: String, _ node: TestNode) throws -> RecordedNode {
        let run = try RecordedNode.script(program, name: "app.js", node: node)
        #expect(run.outcome.status == 0 && run.outcome.errors == "", "\(run.outcome.errors)")
        return run
    }

    private func report(_ run: RecordedNode) throws -> Document {
        let outcome = try Command.run(["report", run.path, "--json"])
        return try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8))
    }

    @Test(arguments: habits, TestNode.all) func costs(_ habit: Habit, _ node: TestNode) throws {
        let run = try record(habit.program.replacing("COUNT", with: "50"), node)
        let document = try report(run)
        let item = try #require(document.advice.first)
        #expect(document.advice.count == 1 && document.advice_left_out == 0)
        #expect(item.rule == habit.rule && item.line == habit.line && item.file.hasSuffix("/app.js"))
        // The profile is sampled; what the lines keep is known.
        let bytes = 50 * 50_000 * 8
        #expect(abs(item.bytes - bytes) < bytes / 5, "\(item.bytes)")
        #expect(item.figure == "end" && item.saves_bytes == item.bytes && item.is_upper_bound)
        #expect(item.blocks == nil, "blocks are not measured")
        let text = try Command.run(["report", run.path]).output
        #expect(text.contains("app.js:\(habit.line): ") && text.contains("(\(habit.rule))"))
        #expect(text.contains(" (sampled) left at the end\n    \(item.change): saves up to "))
        #expect(!text.contains("0 blocks"))
        let page = run.directory / "page.html"
        #expect(try Command.run(["report", run.path, "--html", page]).status == 0)
        #expect(run.directory.text("page.html").contains("\"rule\":\"\(habit.rule)\""))
    }

    @Test(arguments: habits) func mended(_ habit: Habit) throws {
        var program = habit.program.replacing("COUNT", with: "50")
        for (old, new) in habit.mended {
            #expect(program.contains(old))
            program = program.replacing(old, with: new)
        }
        let document = try report(try record(program, try #require(TestNode.any)))
        #expect(document.advice.isEmpty && document.advice_left_out == 0, "\(document.advice)")
    }

    /// One array of 4 KB beside 32 MB that are needed.
    @Test(arguments: habits) func notWorthIt(_ habit: Habit) throws {
        let small = habit.program.replacing("COUNT", with: "1").replacing("50_000", with: "500")
        let run = try record(small, try #require(TestNode.any))
        let document = try report(run)
        #expect(document.advice.isEmpty && document.advice_left_out == 1, "\(document.advice)")
        let text = try Command.run(["report", run.path]).output
        #expect(text.contains("1 more habit would save less than 1 %: not worth a change"))
    }
}
