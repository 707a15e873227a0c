// What the pictures of the labs show.
import Foundation
import Labs
import Reports
import TestSupport
import Testing

@Suite(.serialized) struct LabPictureTests {
    /// A lab's picture, as its JSON says it.
    private struct Picture {
        let text: String
        let names: [String: Int]
        private let objects: [[String: Any]]

        init(_ id: String) throws {
            let directory = TemporaryDirectory()
            let lab = try #require(LabCatalogue.lab(id))
            var runner = LabTests.runner(TestPrograms.python, directory)
            if lab.language == .javascript {
                runner.python = nil
                runner.node = try #require(TestNode.any).path
            }
            let result = try runner.run(lab)
            text = result.text(TextStyle(isColored: false), reveals: false)
            let view = try #require(result.evidence.runs.compactMap { result.picture(of: $0) }.first)
            let json = try #require(try JSONSerialization.jsonObject(with: view.json) as? [String: Any])
            let all = json["names"] as? [[String: Any]] ?? []
            names = Dictionary(uniqueKeysWithValues: all.map { ($0["name"] as! String, $0["object"] as! Int) })
            objects = json["objects"] as? [[String: Any]] ?? []
        }

        func object(_ name: String) throws -> Int { try #require(names[name], "\(names)") }

        /// Where an object's references lead, in their order.
        func targets(_ object: Int) -> [Int] {
            (objects[object - 1]["references"] as? [[String: Any]] ?? []).map { $0["object"] as! Int }
        }

        func isShared(_ object: Int) -> Bool { objects[object - 1]["is_shared"] as? Bool == true }
        func count(_ object: Int) -> Int { objects[object - 1]["reference_count"] as? Int ?? 0 }
        func type(_ object: Int) -> String { objects[object - 1]["type"] as? String ?? "" }
    }

    /// The inner lists of a slice are the original's; those of a deep copy are not.
    @Test func copies() throws {
        let picture = try Picture("copies")
        let (rules, sliced) = (try picture.object("rules"), try picture.object("sliced"))
        #expect(try picture.object("alias") == rules && sliced != rules)
        let inner = picture.targets(rules)
        #expect(inner.count == 3 && picture.targets(sliced) == inner)
        #expect(inner.allSatisfy { picture.isShared($0) && picture.count($0) == 2 })
        let deep = picture.targets(try picture.object("deep"))
        #expect(!deep.isEmpty && Set(deep).isDisjoint(with: inner) && deep.allSatisfy { !picture.isShared($0) })
        #expect(picture.text.contains("The objects\n") && picture.text.contains("◆"))
    }

    @Test func references() throws {
        let picture = try Picture("references")
        let thing = try picture.object("thing")
        #expect(try picture.object("alias") == thing)
        #expect(picture.count(thing) == 5 && picture.isShared(thing))
        #expect(try picture.targets(picture.object("places")) == [thing, thing])
        #expect(try picture.targets(picture.object("box")) == [thing])
    }

    @Test func sameObject() throws {
        let picture = try Picture("same-object")
        let first = picture.targets(try picture.object("first"))
        let second = picture.targets(try picture.object("second"))
        #expect(first.count == 2 && second.count == 2)
        #expect(first[0] == second[0] && first[1] != second[1])
    }

    @Test func identity() throws {
        let picture = try Picture("identity")
        #expect(try picture.object("items") == picture.object("items_before"))
        #expect(try picture.object("number") != picture.object("number_before"))
    }

    @Test func cycles() throws {
        let picture = try Picture("weak-pair")
        let (left, right) = (try picture.object("left"), try picture.object("right"))
        #expect(picture.targets(left) == [right] && picture.targets(right) == [left])
        let (first, second) = (try picture.object("first"), try picture.object("second"))
        #expect(picture.targets(first) == [second])
        let weak = try #require(picture.targets(second).first)
        #expect(picture.type(weak).contains("eference") || picture.type(weak).contains("weakref"))
        #expect(picture.targets(weak).isEmpty)
        let nodes = try Picture("collect-cycles")
        let pairs = nodes.targets(try nodes.object("nodes"))
        #expect(pairs.count == 3)
        for one in pairs {
            let other = try #require(nodes.targets(one).first)
            #expect(nodes.targets(other) == [one])
        }
    }

    /// In Node: the global array leads to the object, and no name of the engine's is in the picture.
    @Test(.enabled(if: TestNode.any != nil)) func keptObject() throws {
        let picture = try Picture("kept-object")
        #expect(picture.names.keys.sorted() == ["array"])
        let array = try picture.object("array")
        let object = try #require(picture.targets(array).first)
        #expect(picture.type(array) == "Array" && picture.type(object) == "Object")
        #expect(picture.count(array) == 1 && picture.count(object) == 1)
    }
}
