// Node of this machine, and what Scripts/prepare-tests brought beside it.
import Foundation

/// A Node to test with.
package struct NodeProgram: Sendable {
    package let path: String
    /// `20`, `22`, `24`.
    package let major: Int

}

extension TestPrograms {
    /// The machine's own, and those of .build-tests; one for each version.
    package static let nodes: [NodeProgram] = {
        let folder = root + "/.build-tests/node"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        let paths = ["/usr/bin/node", "/usr/local/bin/node"] + versions.map { "\(folder)/\($0)/bin/node" }
        var seen: Set<Int> = []
        return paths.compactMap { path in
            guard FileManager.default.isExecutableFile(atPath: path),
                let outcome = try? run([path, "--version"]), outcome.status == 0,
                let major = Int(outcome.output.dropFirst().prefix { $0 != "." }), seen.insert(major).inserted
            else { return nil }
            return NodeProgram(path: path, major: major)
        }
    }()
}
