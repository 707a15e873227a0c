// What can be refused before a process is touched.
import Glibc

/// The checks that need nothing but /proc, in the order in which they make sense.
struct ProcessChecks {
    let files: ProcessFiles
    private var pid: Int32 { files.pid }

    /// A process that is there, alive, in one piece, and nobody else's to trace.
    func checkState() throws(AttachError) {
        guard pid > 0, let state = files.stat()?.first else { throw absent }
        if pid == getpid() { throw AttachError(.unsuitable, "process \(pid) is heaptide itself; name another process") }
        if let group = files.status("Tgid").flatMap({ Int32($0) }), group != pid {
            throw AttachError(.unsuitable, "\(pid) is a thread of process \(group); attach to \(group)")
        }
        if state == "Z" || state == "X" {
            throw AttachError(.gone, "process \(pid) has ended and waits for its parent to notice (a zombie)")
        }
        if let tracer = files.status("TracerPid").flatMap({ Int32($0) }), tracer != 0 { throw traced(by: tracer) }
        if state == "T" || state == "t" {
            throw AttachError(.notReady, "process \(pid) is stopped; let it go on with kill -CONT \(pid), then attach")
        }
    }

    private var absent: AttachError {
        if pid > 0 && kill(pid, 0) != 0 && errno == ESRCH || pid <= 0 {
            return AttachError(.gone, "there is no process \(pid); look for it with ps")
        }
        return AttachError(.notAllowed, "process \(pid) is hidden from this user (hidepid); run heaptide as root")
    }

    /// - Parameter tracer: the thread that traces.
    func traced(by tracer: Int32) -> AttachError {
        let thread = ProcessFiles(pid: tracer)
        let tracer = thread.status("Tgid").flatMap { Int32($0) } ?? tracer
        let name = ProcessFiles(pid: tracer).name() ?? "another program"
        return AttachError(
            .notAllowed,
            "process \(pid) is being traced by \(name) (process \(tracer)); end that first (a process has one tracer)")
    }

    /// The process sees the same processes and the same files as we do.
    func checkSurroundings() throws(AttachError) {
        for (name, what) in [("ns/pid", "PID"), ("ns/mnt", "mount")] where differs(name) {
            throw elsewhere("is in another \(what) namespace (a container?)")
        }
        if differs("root") { throw elsewhere("has another root directory (chroot)") }
    }

    private func differs(_ name: String) -> Bool {
        guard let its = files.identity(name), let own = FileIdentity(path: "/proc/self/\(name)") else { return false }
        return its != own
    }

    private func elsewhere(_ what: String) -> AttachError {
        AttachError(
            .unsuitable,
            "process \(pid) \(what); run heaptide in there: nsenter -a -t \(pid) heaptide …, or docker exec")
    }

    /// The executable is of this machine's kind.
    func checkArchitecture() throws(AttachError) {
        let file = open("/proc/\(pid)/exe", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw AttachError(.unsuitable, "process \(pid) has no executable (a kernel thread, or just ending)")
        }
        defer { close(file) }
        var header = [UInt8](repeating: 0, count: 64)
        let count = pread(file, &header, header.count, 0)
        if count == 64 && ELFHeader.isELF(header) && ELFHeader.is64Bit(header) && ELFHeader.isX86(header) { return }
        let bits = count == 64 && ELFHeader.isELF(header) && !ELFHeader.is64Bit(header) ? "32-bit" : "foreign"
        throw AttachError(.unsuitable, "process \(pid) is a \(bits) program; attaching needs x86_64")
    }
}
