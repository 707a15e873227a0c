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

        /// - Parameters:
        ///   - step: whose picture.
        ///   - changes: what is put in the place of what in the lab's program.
        init(_ id: String, step: String = "program", changes: [String: String] = [:]) throws {
            let directory = TemporaryDirectory()
            let lab = try #require(LabCatalogue.lab(id))
            var runner = LabTests.runner(TestPrograms.python, directory)
            if !changes.isEmpty {
                let own = try #require(lab.file(of: lab.steps[0]))
                #expect(changes.keys.allSatisfy { own.text.contains($0) })
                runner.ownTexts = [own.name: changes.reduce(own.text) { $0.replacing($1.key, with: $1.value) }]
            }
            if lab.language == .javascript {
                runner.python = nil
                runner.node = try #require(TestNode.any).path
            }
            let result = try runner.run(lab)
            text = result.text(TextStyle(isColored: false), reveals: false)
            let run = try #require(result.evidence.runs.first { $0.step.name == step })
            let view = try #require(result.picture(of: run))
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
        #expect(picture.names.count == 2 && first.count == 3 && second.count == 3)
        #expect(first[0] != second[0] && first[1] == second[1] && first[2] != second[2])
    }

    @Test func identity() throws {
        let picture = try Picture("identity")
        #expect(try picture.object("items") == picture.object("items_before"))
        #expect(try picture.object("number") != picture.object("number_before"))
    }

    @Test func cycles() throws {
        let picture = try Picture("weak-pair")
        let (left, right) = (try picture.object("left"), try picture.object("right"))
        #expect(picture.names.count == 2)
        #expect(picture.targets(left).last == right && picture.targets(right).last == left)
        try isWeak(Picture("weak-pair", step: "mended"))
        let nodes = try Picture("collect-cycles")
        let pairs = nodes.targets(try nodes.object("nodes"))
        #expect(nodes.names.count == 1 && pairs.count == 3)
        for one in pairs {
            let other = try #require(nodes.targets(one).first)
            #expect(nodes.targets(other) == [one])
        }
    }

    /// One of two refers to the other, and is referred to weakly.
    private func isWeak(_ picture: Picture) throws {
        let (left, right) = (try picture.object("left"), try picture.object("right"))
        #expect(picture.targets(left).last == right)
        let weak = try #require(picture.targets(right).last)
        #expect(picture.type(weak).contains("eference") || picture.type(weak).contains("weakref"))
        #expect(picture.targets(weak).isEmpty)
    }

    /// A changed program has another picture, made of its own objects.
    @Test func changedPrograms() throws {
        try isWeak(Picture("weak-pair", changes: ["= right, left": "= right, weakref.ref(left)"]))
        let nodes = try Picture(
            "collect-cycles", changes: ["right.partner = right, left": "right.partner = right, None"])
        let one = try #require(nodes.targets(try nodes.object("nodes")).first)
        #expect(try nodes.targets(#require(nodes.targets(one).first)).allSatisfy { $0 != one })
        let references = try Picture("references", changes: ["places = [thing, thing]": "places = [thing] * 3"])
        #expect(try references.count(references.object("thing")) == 6)
        let identity = try Picture(
            "identity", changes: ["items += [3]": "items = items + [3]", "number += 1": "number = before"])
        #expect(try identity.object("items") != identity.object("items_before"))
        #expect(try identity.object("number") == identity.object("number_before"))
        let same = try Picture("same-object", changes: ["'not an identifier!'": "'identifier_too'"])
        let units = try ["first", "second"].map { same.targets(try same.object($0)) }
        #expect(units[0][2] == units[1][2])
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
