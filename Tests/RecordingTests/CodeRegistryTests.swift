import Recording
import Testing

@Suite struct CodeRegistryTests {
    private func announce(_ registry: inout CodeRegistry, _ number: Int, _ name: String, lines: [UInt8] = []) {
        registry.begin(number, firstLine: 10)
        append(&registry, number, 0, Array("/tmp/a.py".utf8))
        append(&registry, number, 3, Array(name.utf8))
        append(&registry, number, 6, lines)
    }

    private func append(_ registry: inout CodeRegistry, _ number: Int, _ field: Int, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { registry.append(number, field: field, bytes: $0) }
    }

    @Test func locationsAreFileFunctionAndLine() {
        var registry = CodeRegistry(minor: 9)
        announce(&registry, 1, "f", lines: [4, 1, 4, 2])
        #expect(
            (0..<6).map { registry.locations[Int(registry.location(1, offset: $0 * 2))].line } == [
                10, 10, 11, 11, 13, 13,
            ])
        #expect(registry.locations[Int(registry.location(1, offset: 0))].file == "/tmp/a.py")
        #expect(registry.locations[Int(registry.location(1, offset: 0))].function == "f")
    }

    /// Two code objects of one function (an announcement that was lost from the agent's table) are one location.
    @Test func theSameLocationIsOne() {
        var registry = CodeRegistry(minor: 9)
        announce(&registry, 1, "f")
        announce(&registry, 2, "f")
        announce(&registry, 3, "g")
        #expect(registry.location(1, offset: 0) == registry.location(2, offset: 0))
        #expect(registry.location(1, offset: 0) != registry.location(3, offset: 0))
        #expect(registry.locations.count == 3)
    }

    @Test func aNumberThatIsAnnouncedAgain() {
        var registry = CodeRegistry(minor: 9)
        announce(&registry, 1, "f")
        let before = registry.location(1, offset: 0)
        announce(&registry, 1, "g")
        #expect(registry.locations[Int(registry.location(1, offset: 0))].function == "g")
        #expect(registry.locations[Int(before)].function == "f")
    }

    @Test func dataInPieces() {
        var registry = CodeRegistry(minor: 11)
        registry.begin(1, firstLine: 1)
        append(&registry, 1, 0, Array("/tmp/".utf8))
        append(&registry, 1, 0, Array("b.py".utf8))
        #expect(registry.locations[Int(registry.location(1, offset: 0))].file == "/tmp/b.py")
    }

    @Test(
        arguments: [
            ([0x61, 0xE9], 1, "aé"), ([0x61, 0, 0xAC, 0x20], 2, "a€"), ([0x61, 0, 0, 0, 0x0A, 0xF6, 1, 0], 4, "a😊"),
            ([0x00, 0xDC], 2, "\u{FFFD}"), ([0x61, 0, 0x62], 2, "a"), ([], 1, ""),
            ([0xFF, 0xFF, 0xFF, 0xFF], 4, "\u{FFFD}"),
        ] as [([UInt8], Int, String)]) func text(bytes: [UInt8], width: Int, text: String)
    {
        var expected = text
        if bytes == [0x61, 0, 0, 0, 0x0A, 0xF6, 1, 0] { expected = "a\u{1F60A}" }
        #expect(CodeRegistry.text(bytes, width: width) == expected)
    }

    @Test func nonsenseIsNoLocation() {
        var registry = CodeRegistry(minor: 12)
        #expect(registry.location(5, offset: 0) == 0)
        registry.begin(1 << 30, firstLine: 1)
        #expect(registry.location(1 << 30, offset: 0) == 0)
        registry.begin(1, firstLine: 7)
        let far = registry.location(1, offset: (1 << 24) - 1)
        #expect(registry.locations[Int(far)].line == 7)
    }
}
