import CAttach
import Testing

@testable import Attach

/// What the kernel's refusal is put down to, and what is proposed.
@Suite struct PermissionTests {
    private func refusal(owner: UInt32? = 1000, user: UInt32 = 1000, isCapable: Bool = false, scope: Int?) -> String {
        let permission = Permission(pid: 7, owner: owner, user: user, isCapable: isCapable, scope: scope)
        #expect(permission.refusal.kind == .notAllowed)
        #expect(permission.refusal.description.hasPrefix("cannot attach to process 7: "))
        return permission.refusal.description
    }

    @Test func ofYama() {
        #expect(refusal(scope: 1).contains("sudo sysctl kernel.yama.ptrace_scope=0"))
        #expect(refusal(scope: 2).contains("run heaptide with sudo"))
        #expect(refusal(scope: 3).contains("until the next boot; start the program with heaptide run"))
        #expect(refusal(user: 0, isCapable: true, scope: 3).contains("until the next boot"))
    }

    @Test func ofUsers() {
        #expect(refusal(owner: 5, scope: 1).contains("belongs to user 5 and this is user 1000"))
        #expect(refusal(owner: 5, scope: nil).contains("as that user or as root"))
        #expect(refusal(scope: 0).contains("PR_SET_DUMPABLE"))
        #expect(refusal(scope: nil).contains("PR_SET_DUMPABLE"))
    }

    @Test func ofPolicies() {
        #expect(refusal(owner: 5, user: 0, isCapable: true, scope: 1).contains("--cap-add SYS_PTRACE"))
    }
}

/// Which interrupted system calls begin anew.
@Suite struct RestartTests {
    private func registers(_ call: UInt64, _ result: Int64, rdx: UInt64 = 1, r10: UInt64 = 1) -> heaptide_registers {
        var registers = heaptide_registers()
        (registers.orig_rax, registers.rax) = (call, UInt64(bitPattern: result))
        (registers.rdx, registers.r10) = (rdx, r10)
        return registers
    }

    @Test func withoutTimeLimit() {
        #expect(SystemCalls.isToBeginAnew(registers(232, -4, r10: .max)))
        #expect(SystemCalls.isToBeginAnew(registers(281, -4, r10: 0xFFFF_FFFF)))
        #expect(SystemCalls.isToBeginAnew(registers(441, -4, r10: 0)))
        #expect(SystemCalls.isToBeginAnew(registers(128, -4, rdx: 0)))
    }

    @Test func notWithOneAndNoOther() {
        #expect(!SystemCalls.isToBeginAnew(registers(232, -4, r10: 1000)))
        #expect(!SystemCalls.isToBeginAnew(registers(128, -4, rdx: 0x7000)))
        #expect(!SystemCalls.isToBeginAnew(registers(232, 0, r10: .max)))
        #expect(!SystemCalls.isToBeginAnew(registers(232, -514, r10: .max)))
        #expect(!SystemCalls.isToBeginAnew(registers(45, -4)))
        #expect(!SystemCalls.isToBeginAnew(registers(.max, -4, r10: .max)))
    }

    @Test func interrupted() {
        for result in [-512, -513, -514, -516, -4] as [Int64] {
            #expect(SystemCalls.isInterrupted(registers(0, result)))
        }
        for result in [0, 1, -1, -11, -110] as [Int64] { #expect(!SystemCalls.isInterrupted(registers(0, result))) }
    }
}
