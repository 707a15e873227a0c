// When a heap is worth a snapshot, so that the last one is near the high-water mark: nobody knows that mark before the
// end, and what was live at it is gone by then.

/// Watches one heap. It asks whenever the heap has grown by a tenth since the snapshot before, and already by a fiftieth
/// when it has stopped growing: the end of a growth is where a high-water mark may be. So there are at most 8 snapshots
/// while a heap doubles in one go, 36 if it pauses all the time. While one is being read, only a heap that is half as
/// large again is worth another.
package struct PeakWatch: Sendable {
    package enum Wish: Sendable {
        case nothing
        /// Take a snapshot as soon as the program comes to a safe point.
        case snapshot
        /// It has not come to one for a moment: somebody may fetch it from outside.
        case fetch
        /// Nor in that way: any thread of the program will do.
        case hurry
    }

    private enum Urgency {
        case usual, fetched, hurried
    }

    /// When it was asked for and not yet taken.
    private var asked: (since: Double, urgency: Urgency)?
    private var walks = 0
    private var isOff = false
    /// The largest heap that a snapshot was taken of; at first the one of the start.
    private var held: Int64?
    private var peak: Int64 = 0
    private var peakSeconds = 0.0

    /// Growth that is not worth a snapshot, however small the heap: bytes.
    static let leastGrowth: Int64 = 1 << 20
    /// A heap that has had no new mark for so long has stopped growing: seconds.
    static let rest = 0.05
    static let patience = (fetch: 0.1, hurry: 0.3)
    /// Clones at a time.
    package static let mostWalks = 3

    package init() {}

    /// - Parameters:
    ///   - bytes: live now.
    ///   - peak: the high-water mark so far.
    ///   - now: seconds, of any clock that goes on.
    package mutating func look(bytes: Int64, peak: Int64, now: Double) -> Wish {
        if peak > self.peak {
            self.peak = peak
            peakSeconds = now
        }
        if isOff { return .nothing }
        if let asked { return urge(asked, now) }
        guard let held else {
            self.held = bytes
            return .nothing
        }
        guard isWorthIt(bytes, held, now) else { return .nothing }
        asked = (now, .usual)
        return .snapshot
    }

    private mutating func urge(_ asked: (since: Double, urgency: Urgency), _ now: Double) -> Wish {
        if asked.urgency == .usual && now - asked.since > Self.patience.fetch {
            self.asked?.urgency = .fetched
            return .fetch
        }
        if asked.urgency == .fetched && now - asked.since > Self.patience.hurry {
            self.asked?.urgency = .hurried
            return .hurry
        }
        return .nothing
    }

    private func isWorthIt(_ bytes: Int64, _ held: Int64, _ now: Double) -> Bool {
        func hasGrown(by part: Int64) -> Bool { bytes >= held + max(held / part, Self.leastGrowth) }
        if walks > 0 { return walks < Self.mostWalks && hasGrown(by: 2) }
        if hasGrown(by: 10) { return true }
        return hasGrown(by: 50) && bytes >= peak - peak / 20 && now - peakSeconds >= Self.rest
    }

    /// The heap is cloned.
    package mutating func taken(bytes: Int64) {
        held = max(held ?? 0, bytes)
        if asked != nil {
            asked = nil
            walks += 1
        }
    }

    /// A clone has been read.
    package mutating func walkEnded() { walks = max(0, walks - 1) }

    /// The kernel refuses clones.
    package mutating func giveUp() {
        isOff = true
        asked = nil
    }

    package var isAsking: Bool { asked != nil }
}
