// V8's sampling profile: a tree of calls with estimated live bytes.
import DevTools
import Foundation
import Recording

/// Turns a profile's call frames into places in source, original ones where there is a source map.
struct ProfileReader {
    private var places = ProfilePlaces()
    /// The script that is loaded into every Node. What it allocated, Node's modules that it needs too, is not the program's.
    private static let ownScript = "/heaptide_node.cjs"

    /// Takes note of a script (`Debugger.scriptParsed`): its source map may be nowhere else.
    mutating func learn(_ script: JSON) {
        guard let url = script["url"]?.string, let map = script["sourceMapURL"]?.string, !map.isEmpty else { return }
        places.learn(file: ProfilePlaces.path(url), map: map)
    }

    /// The tree below the profile's root; nil if `answer` has none.
    ///
    /// - Parameter frames: what is known of the heap's scripts and of the profile before this one.
    /// - Complexity: O(nodes).
    mutating func profile(_ answer: JSON, _ frames: inout ProfileFrames) -> SampledProfile? {
        guard let root = answer["profile"]?["head"] else { return nil }
        var profile = SampledProfile()
        var whole = ProfileFrames.Pass(frames)
        var pending: [(node: JSON, parent: Int32)] = [(root, -1)]
        var isRoot = true
        while let (node, parent) = pending.popLast() {
            let bytes = Int64(node["selfSize"]?.int ?? 0)
            var number: Int32 = -1
            let frame = whole.frame(of: node)
            if frame.script.hasSuffix(Self.ownScript) { continue }
            if !isRoot || bytes > 0 {
                number = profile.add(places.location(of: frame), calledBy: parent, bytes: bytes)
            }
            isRoot = false
            for child in node["children"]?.elements ?? [] { pending.append((child, number)) }
        }
        frames.keep(whole)
        return profile
    }
}
