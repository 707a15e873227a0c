// Anonymous mappings, given back in parts.
import Recording
import Testing

@Suite struct MappingTests {
    private let script = AccountScript()
    private let page: UInt64 = 4096

    init() {
        script.stand(1)
        script.map(0x10_0000, 10 * page)
    }

    private func live(_ pages: Int64, _ blocks: Int64) -> BytesAndBlocks { BytesAndBlocks(pages * 4096, blocks) }

    @Test func whole() {
        script.unmap(0x10_0000, 10 * page)
        #expect(script.at(1).live == live(0, 0))
        #expect(script.at(1).peak == live(10, 1))
        #expect(script.at(1).allocated == live(10, 1))
    }

    @Test func bothEnds() {
        script.unmap(0x10_0000, page)
        script.unmap(0x10_0000 + 7 * page, 100 * page)
        #expect(script.at(1).live == live(6, 1))
        script.unmap(0, 1 << 40)
        #expect(script.at(1).live == live(0, 0))
    }

    /// A hole makes two mappings of one, and both can go.
    @Test func hole() {
        script.unmap(0x10_0000 + 4 * page, 2 * page)
        #expect(script.at(1).live == live(8, 2))
        script.unmap(0x10_0000, 4 * page)
        #expect(script.at(1).live == live(4, 1))
        script.unmap(0x10_0000 + 6 * page, 4 * page)
        #expect(script.at(1).live == live(0, 0))
    }

    @Test func overSeveral() {
        script.stand(2)
        script.map(0x10_0000 + 10 * page, 10 * page)
        script.unmap(0x10_0000 + 5 * page, 10 * page)
        #expect(script.at(1).live == live(5, 1))
        #expect(script.at(2).live == live(5, 1))
    }

    @Test func nothingThere() {
        script.unmap(0x10_0000 + 10 * page, 10 * page)
        script.unmap(0x10_0000 - page, page)
        script.unmap(0x10_0000, 0)
        #expect(script.at(1).live == live(10, 1))
    }

    @Test func mappedOver() {
        script.stand(2)
        script.map(0x10_0000 + 2 * page, 3 * page)
        #expect(script.at(1).live == live(7, 2))
        #expect(script.at(2).live == live(3, 1))
    }

    @Test func remapped() {
        script.stand(2)
        script.remap(0x10_0000, 10 * page, to: 0x90_0000, 30 * page)
        #expect(script.at(1).live == live(0, 0))
        #expect(script.at(2).live == live(30, 1))
        script.unmap(0x10_0000, 10 * page)
        #expect(script.at(2).live == live(30, 1))
    }

    /// The agent tells a call that failed as one to where the mapping was: its owner keeps it, nothing was allocated.
    @Test func failedRemap() {
        script.stand(2)
        script.remap(0x10_0000, 10 * page, to: 0x10_0000, 10 * page)
        #expect(script.at(1).live == live(10, 1))
        #expect(script.at(1).allocated == live(10, 1))
        #expect(script.at(2).allocated == live(0, 0))
    }

    @Test func remappedInPart() {
        script.stand(2)
        script.remap(0x10_0000 + 6 * page, 4 * page, to: 0x10_0000 + 6 * page, 2 * page)
        #expect(script.at(1).live == live(6, 1))
        #expect(script.at(2).live == live(2, 1))
    }

    /// What is no anonymous mapping stays none.
    @Test func remapOfSomethingElse() {
        script.stand(2)
        script.remap(0x90_0000, 10 * page, to: 0xA0_0000, 30 * page)
        #expect(script.at(2) == LineFigures())
    }
}
