// The picture of objects, from a small heap that is written down.
import Foundation
import FoundationXML
import HeapFile
import HeapGraph
import Reports
import TestSupport
import Testing

@Suite struct PictureTests {
    private static let program = """
        import copy
        rules = [["allow", ["10.0.0.1"]], ["deny", ["10.0.0.2"]]]
        alias = rules
        sliced = rules[:]
        deep = copy.deepcopy(rules)
        _hidden = []
        """

    private func picture() throws -> (PictureView, [String: Any]) {
        let directory = TemporaryDirectory()
        let script = directory.write(Self.program, to: "script.py")
        let made = try Command.run(
            [
                "run", "-q", "--snapshot", "exit", "-o", directory / "r.heaptide", "--python", TestPrograms.python.path,
                script,
            ])
        try #require(made.status == 0, "\(made.errors)")
        let heap = HeapReport(try HeapSnapshot.open(directory / "r.heap"), file: "r.heap")
        let picture = try #require(PictureView(heap))
        let object = try JSONSerialization.jsonObject(with: picture.json)
        return (picture, try #require(object as? [String: Any]))
    }

    @Test func sharing() throws {
        let (picture, json) = try picture()
        let names = try #require(json["names"] as? [[String: Any]])
        let numbers = Dictionary(uniqueKeysWithValues: names.map { ($0["name"] as! String, $0["object"] as! Int) })
        #expect(Set(numbers.keys) == ["rules", "alias", "sliced", "deep"])
        let objects = try #require(json["objects"] as? [[String: Any]])
        func targets(_ name: String) -> [Int] {
            let references = objects[numbers[name]! - 1]["references"] as! [[String: Any]]
            return references.map { $0["object"] as! Int }
        }
        #expect(numbers["rules"] == numbers["alias"])
        #expect(numbers["sliced"] != numbers["rules"])
        #expect(targets("sliced") == targets("rules"))
        #expect(Set(targets("deep")).isDisjoint(with: targets("rules")))
        #expect(targets("rules").allSatisfy { objects[$0 - 1]["is_shared"] as? Bool == true })
        #expect(targets("deep").allSatisfy { objects[$0 - 1]["is_shared"] as? Bool == false })
        // Both names, and what only the collector's lists hold is no reference.
        #expect(objects[numbers["rules"]! - 1]["reference_count"] as? Int == 2)
        let text = picture.text(TextStyle(isColored: false))
        #expect(text.contains("◆") && text.contains("alias"))
    }

    @Test func drawing() throws {
        let (picture, _) = try picture()
        let document = try XMLDocument(data: picture.svg)
        let root = try #require(document.rootElement())
        #expect(root.name == "svg")
        #expect(try root.nodes(forXPath: "//*[name()='rect'][@class='box shared']").count >= 3)
        #expect(try root.nodes(forXPath: "//*[name()='path'][@class='arrow']").count >= 8)
    }
}
