import Foundation
import TestSupport
import Testing

/// Compiled code that allocates: on a Python line, on threads that Python knows nothing of, with other allocators.
@Suite struct NativeCodeTests {
    private static let cxxOptions = ["-x", "c++", "-Wl,--no-as-needed", "-lstdc++"]

    @Test(arguments: TestPrograms.interpreters)
    func loadedLibraries(_ python: Interpreter) throws {
        let c = try TargetRun.library("harm_library.c")
        let cxx = try TargetRun.library("harm_objects.cpp", options: Self.cxxOptions)
        let both = try Scenario(target: "harm_library.py", arguments: [c, cxx]).check(python)
        #expect(both.plain.output == "foreign threads 8\nwords 10000\n")
        #expect(try (3_000_000..<3_010_000).contains(both.figures(at: "first").allocatedBytes))
        #expect(try (2_000_000..<2_010_000).contains(both.figures(at: "dropped").allocatedBytes))
        #expect(try both.figures(at: "dropped", .end).endBytes < 10_000)
        #expect(try (4_000_000..<4_010_000).contains(both.figures(at: "again", .end).endBytes))
        #expect(try (6_000_000..<6_010_000).contains(both.figures(at: "made", .end).endBytes))
    }

    static let jemalloc = ["/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", "/usr/lib64/libjemalloc.so.2"].first {
        FileManager.default.fileExists(atPath: $0)
    }

    @Test(.enabled(if: jemalloc != nil, "needs libjemalloc2"), arguments: TestPrograms.interpreters)
    func anotherAllocator(_ python: Interpreter) throws {
        let library = try TargetRun.library("harm_library.c")
        let cxx = try TargetRun.library("harm_objects.cpp", options: Self.cxxOptions)
        let preload = ["LD_PRELOAD": Self.jemalloc!]
        try Scenario(target: "harm_mixed.py", environment: preload).check(python)
        let both = try Scenario(target: "harm_library.py", arguments: [library, cxx], environment: preload)
            .check(python)
        #expect(try (4_000_000..<4_010_000).contains(both.figures(at: "again", .end).endBytes))
        let made = try both.figures(at: "made", .end).endBytes
        withKnownIssue("jemalloc's own operator new does not go through malloc: docs/decisions.md") {
            #expect((6_000_000..<6_010_000).contains(made))
        }
    }
}
