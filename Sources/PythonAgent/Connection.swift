// Meeting the recorder: make a ring, pass it over the socket, read the verdict, close everything.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// Connects this process. True if it is to be recorded; its ring is then in `process`.
func connect(_ hello: inout heaptide_hello) -> heaptide_verdict {
    hello.abi_version = UInt32(HEAPTIDE_ABI_VERSION)
    hello.pid = getpid()
    hello.parent_pid = getppid()
    let ring = heaptide_memfd(cString("heaptide-ring"))
    guard ring >= 0 else { return HEAPTIDE_VERDICT_IGNORE }
    defer { close(ring) }
    guard ftruncate(ring, Int(HEAPTIDE_RING_HEADER_BYTES) + 16 << Int(HEAPTIDE_RING_BITS)) == 0,
        heaptide_seal(ring) == 0
    else { return HEAPTIDE_VERDICT_IGNORE }
    guard let header = mapRing(ring) else { return HEAPTIDE_VERDICT_IGNORE }
    let verdict = exchange(&hello, ring)
    if verdict == HEAPTIDE_VERDICT_RECORD {
        use(header)
    } else {
        munmap(header, ringBytes)
    }
    return verdict
}

private let ringBytes = Int(HEAPTIDE_RING_HEADER_BYTES) + 16 * (1 << Int(HEAPTIDE_RING_BITS))

private func mapRing(_ file: Int32) -> UnsafeMutablePointer<heaptide_ring_header>? {
    guard let pages = mmap(nil, ringBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
        pages != UnsafeMutableRawPointer(bitPattern: -1)
    else { return nil }
    let header = pages.assumingMemoryBound(to: heaptide_ring_header.self)
    header.pointee.magic = UInt64(HEAPTIDE_RING_MAGIC)
    header.pointee.abi_version = UInt64(HEAPTIDE_ABI_VERSION)
    return header
}

private func exchange(_ hello: inout heaptide_hello, _ ring: Int32) -> heaptide_verdict {
    let socket = heaptide_connect(socketPath)
    guard socket >= 0 else { return HEAPTIDE_VERDICT_IGNORE }
    defer { close(socket) }
    var welcome = heaptide_welcome()
    guard heaptide_send_descriptor(socket, &hello, MemoryLayout<heaptide_hello>.size, ring),
        heaptide_receive(socket, &welcome, MemoryLayout<heaptide_welcome>.size),
        welcome.abi_version == UInt32(HEAPTIDE_ABI_VERSION)
    else { return HEAPTIDE_VERDICT_IGNORE }
    snapshotWish = welcome.snapshot
    return heaptide_verdict(welcome.verdict)
}

private func use(_ header: UnsafeMutablePointer<heaptide_ring_header>) {
    let raw = UnsafeMutableRawPointer(header)
    ringGeneration &+= 1
    stackEpoch &+= 1
    process.pointee.records = (raw + Int(HEAPTIDE_RING_HEADER_BYTES)).assumingMemoryBound(to: heaptide_record.self)
    process.pointee.head = heaptide_ring_head(header)
    process.pointee.tail = heaptide_ring_tail(header)
    process.pointee.ceiling = header.pointee.ceiling_bytes
    process.pointee.pid = UInt64(getpid())
    process.pointee.header = header
}

/// The first hook of a forked child: the child opens a ring of its own. One thread connects, others wait for it.
func connectForkedChild() -> Bool {
    let connecting = WipedRegion.word(WipedRegion.connectingOffset)
    if !heaptide_compare_exchange(connecting, 0, 1) {
        while process.pointee.header == nil && mode != Mode.off { _ = sched_yield() }
        return process.pointee.header != nil && mode != Mode.off
    }
    var hello = heaptide_hello()
    hello.forked = 1
    hello.minor = layout.minor
    if let version = python.get_version() { copyVersion(version, &hello) }
    guard connect(&hello) == HEAPTIDE_VERDICT_RECORD else {
        switchOff()
        return false
    }
    if mode == Mode.recording {
        process.pointee.isReady = 1
        updateQuickEpoch()
    }
    return true
}
