// What the first words of a walk say, before it is decided whether to read the rest.
package import CAgentABI

/// Where a walk comes from, and why.
package struct WalkOrigin: Sendable, Equatable {
    /// `heaptide_heap_reason`; of one that this version does not know, `HEAPTIDE_HEAP_ASKED`.
    package let reason: heaptide_heap_reason
    /// Its number among the walks of its process.
    package let serial: UInt32

    /// Words that tell it.
    package static let wordCount = 4

    /// Nil if these words do not begin a walk.
    package init?(_ words: [UInt64]) {
        guard words.count >= Self.wordCount,
            words[0] >> UInt64(HEAPTIDE_HEAP_TAG_SHIFT) == HEAPTIDE_HEAP_BEGIN.rawValue,
            words[0] & HeapWord.addressMask == UInt64(HEAPTIDE_HEAP_MAGIC)
        else { return nil }
        let sent = UInt8(truncatingIfNeeded: words[0] >> UInt64(HEAPTIDE_HEAP_DETAIL_SHIFT))
        let known = [HEAPTIDE_HEAP_EXIT, HEAPTIDE_HEAP_PEAK].first { $0.rawValue == UInt32(sent) }
        reason = known ?? HEAPTIDE_HEAP_ASKED
        serial = UInt32(truncatingIfNeeded: words[2] >> 32)
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.reason.rawValue == right.reason.rawValue && left.serial == right.serial
    }
}
