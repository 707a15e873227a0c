// Why the kernel does not let us, and what helps.
import Glibc

/// What decides whether a process may be traced.
struct Permission {
    var pid: Int32
    /// The user that the process runs as; nil if unknown.
    var owner: UInt32?
    var user: UInt32
    /// Whether we have CAP_SYS_PTRACE.
    var isCapable: Bool
    /// kernel.yama.ptrace_scope; nil where there is no Yama.
    var scope: Int?

    init(pid: Int32, owner: UInt32?, user: UInt32, isCapable: Bool, scope: Int?) {
        (self.pid, self.owner, self.user) = (pid, owner, user)
        (self.isCapable, self.scope) = (isCapable, scope)
    }

    init(_ files: ProcessFiles) {
        pid = files.pid
        owner = files.status("Uid").flatMap { UInt32($0.prefix { $0 != "\t" }) }
        user = geteuid()
        let capabilities = ProcessFiles.read("/proc/thread-self/status").flatMap {
            ProcessFiles.value(of: "CapEff", in: $0)
        }
        isCapable = capabilities.flatMap { UInt64($0, radix: 16) }.map { $0 >> 19 & 1 == 1 } ?? false
        let setting = ProcessFiles.read("/proc/sys/kernel/yama/ptrace_scope")
        scope = setting.flatMap { Int(String(decoding: $0.filter { $0 > 32 }, as: UTF8.self)) }
    }

    /// The refusal that fits.
    var refusal: AttachError { AttachError(.notAllowed, "cannot attach to process \(pid): " + reason) }

    private var reason: String {
        let yama = "kernel.yama.ptrace_scope"
        if scope == 3 {
            return "\(yama) is 3, which forbids it to everyone until the next boot; start the program with heaptide run"
        }
        if isCapable {
            return "a security policy forbids it although this process has CAP_SYS_PTRACE; look at seccomp, AppArmor or"
                + " SELinux (in Docker: --cap-add SYS_PTRACE)"
        }
        if let owner, owner != user {
            return "it belongs to user \(owner) and this is user \(user); run heaptide as that user or as root"
        }
        switch scope {
        case 1:
            return "\(yama) is 1, which allows it for child processes only; run heaptide with sudo, or allow it with"
                + " sudo sysctl \(yama)=0"
        case 2: return "\(yama) is 2, which allows it with CAP_SYS_PTRACE only; run heaptide with sudo"
        default: return "it is protected (set-user-ID, file capabilities or PR_SET_DUMPABLE); run heaptide as root"
        }
    }
}
