import Testing

@testable import HeapFile

/// Against values of the xxHash library.
@Suite struct ChecksumTests {
    private func checksum(_ text: String) -> UInt64 { Array(text.utf8).withUnsafeBytes { Checksum.of($0) } }

    @Test func knownTexts() {
        #expect(checksum("") == 0xEF46_DB37_51D8_E999)
        #expect(checksum("a") == 0xD24E_C4F1_A98C_6E5B)
        #expect(checksum("abc") == 0x44BC_2CF5_AD77_0999)
        #expect(checksum("Nobody inspects the spammish repetition") == 0xFBCE_A83C_8A37_8BF1)
    }

    /// Every place of every length up to a few blocks counts.
    @Test func everyByteCounts() {
        for length in 1...100 {
            var bytes = [UInt8](repeating: 7, count: length)
            let whole = bytes.withUnsafeBytes { Checksum.of($0) }
            for place in 0..<length {
                bytes[place] ^= 0x10
                #expect(bytes.withUnsafeBytes { Checksum.of($0) } != whole, "byte \(place) of \(length)")
                bytes[place] ^= 0x10
            }
        }
    }
}
