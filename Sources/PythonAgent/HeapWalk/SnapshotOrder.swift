// What a snapshot is asked for: where the walk is sent, what of, and what it becomes.
import CAgentABI
import CAgentPlatform

/// An order, in two pages of its own. They go with `release`.
struct SnapshotOrder {
    private(set) var reason: heaptide_heap_reason
    private let pages: UnsafeMutablePointer<CChar>
    private(set) var options: UInt32 = 0
    private var hasTarget = false

    private static let socketRoom = 128
    private static let pagesBytes = 2 * pageSize

    /// The Unix socket that waits for the walk.
    var socket: UnsafePointer<CChar> { UnsafePointer(pages) }
    /// The file that the snapshot is to become, nil if the reader knows.
    var target: UnsafePointer<CChar>? { hasTarget ? UnsafePointer(pages + Self.socketRoom) : nil }
    var sendsValues: Bool { options & HEAPTIDE_HEAP_VALUES.rawValue != 0 }

    private init?(_ reason: heaptide_heap_reason) {
        guard let pages = mapPages(Self.pagesBytes) else { return nil }
        self.reason = reason
        self.pages = pages.assumingMemoryBound(to: CChar.self)
    }

    func release() { munmap(pages, Self.pagesBytes) }

    /// Of "SOCKET OPTIONS" or "SOCKET OPTIONS PATH".
    static func of(_ argument: UnsafePointer<CChar>) -> SnapshotOrder? {
        guard var order = SnapshotOrder(HEAPTIDE_HEAP_ASKED) else { return nil }
        var length = 0
        while argument[length] != 0 && argument[length] != space && length < socketRoom - 1 {
            order.pages[length] = argument[length]
            length &+= 1
        }
        guard argument[length] == space else { return order }
        var end: UnsafeMutablePointer<CChar>? = nil
        order.options = UInt32(truncatingIfNeeded: strtoul(argument + length + 1, &end, 10))
        if order.options & HEAPTIDE_HEAP_FOR_PEAK.rawValue != 0 { order.reason = HEAPTIDE_HEAP_PEAK }
        if let end, end.pointee == space { order.setTarget(end + 1) }
        return order
    }

    /// To this process's own recorder.
    static func toRecorder(_ reason: heaptide_heap_reason, options: UInt32) -> SnapshotOrder? {
        guard socketPath != nil, var order = SnapshotOrder(reason) else { return nil }
        order.options = options
        let length = strlen(socketPath)
        let own = cString("agent")
        let other = cString("heaps")
        guard length > 5, strcmp(socketPath + Int(length) - 5, own) == 0 else {
            order.release()
            return nil
        }
        strcpy(order.pages, socketPath)
        strcpy(order.pages + Int(length) - 5, other)
        return order
    }

    /// Sets the target to a path of this process, which becomes an absolute one. False if it is too long or empty.
    @discardableResult
    mutating func setTarget(_ path: UnsafePointer<CChar>) -> Bool {
        let place = pages + Self.socketRoom
        let room = Int(HEAPTIDE_HEAP_LONGEST_TARGET) - Self.socketRoom
        var used = 0
        if path[0] != slash {
            let length = heaptide_working_directory(place, room - 1)
            guard length > 1 else { return false }
            used = length - 1
            if place[used - 1] != slash {
                place[used] = slash
                used &+= 1
            }
        }
        let length = Int(strlen(path))
        guard length > 0, used + length < room else { return false }
        strcpy(place + used, path)
        hasTarget = true
        return true
    }
}

private let space: CChar = 32
private let slash: CChar = 47
