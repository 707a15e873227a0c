#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CAttach.h"
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

_Static_assert(HEAPTIDE_NEST_BYTES == HEAPTIDE_NEST_CODE_BYTES + HEAPTIDE_NEST_DATA_BYTES + HEAPTIDE_NEST_STACK_BYTES, "all");
_Static_assert(sizeof(struct heaptide_registers) == sizeof(struct user_regs_struct), "the kernel's registers");
_Static_assert(offsetof(struct heaptide_registers, orig_rax) == offsetof(struct user_regs_struct, orig_rax)
    && offsetof(struct heaptide_registers, gs) == offsetof(struct user_regs_struct, gs), "in the kernel's order");

// Older headers than the kernel have no name for these.
enum { shadow_stack_registers = 0x204, get_restartable_sequence = 0x420f };

/// ptrace by its system call: libc's function cannot tell a result of -1 from an error.
static long request(long what, int thread, const void *address, const void *data) {
    long result = syscall(SYS_ptrace, what, (long)thread, address, data);
    return result < 0 ? -errno : result;
}

int heaptide_seize(int thread) {
    return (int)request(PTRACE_SEIZE, thread, 0, (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC));
}
int heaptide_interrupt(int thread) { return (int)request(PTRACE_INTERRUPT, thread, 0, 0); }
int heaptide_detach(int thread) { return (int)request(PTRACE_DETACH, thread, 0, 0); }

int heaptide_resume(int thread, enum heaptide_resumption how, int signal) {
    static const long requests[] = {PTRACE_CONT, PTRACE_SYSCALL, PTRACE_SINGLESTEP};
    return (int)request(requests[how], thread, 0, (void *)(intptr_t)signal);
}

int heaptide_poll_stop(int thread, int *status) {
    pid_t found = waitpid(thread, status, WNOHANG | __WALL);
    return found < 0 ? -errno : found == thread;
}

int heaptide_get_registers(int thread, struct heaptide_registers *out) {
    return (int)request(PTRACE_GETREGS, thread, 0, out);
}
int heaptide_set_registers(int thread, const struct heaptide_registers *registers) {
    return (int)request(PTRACE_SETREGS, thread, 0, registers);
}

static long register_set(long what, int thread, long kind, void *bytes, size_t count) {
    struct iovec part = {bytes, count};
    long result = request(what, thread, (void *)kind, &part);
    return result < 0 ? result : (long)part.iov_len;
}
long heaptide_get_vectors(int thread, void *bytes, size_t count) {
    return register_set(PTRACE_GETREGSET, thread, NT_X86_XSTATE, bytes, count);
}
int heaptide_set_vectors(int thread, const void *bytes, size_t count) {
    long result = register_set(PTRACE_SETREGSET, thread, NT_X86_XSTATE, (void *)bytes, count);
    return result < 0 ? (int)result : 0;
}
int heaptide_get_shadow_stack(int thread, uint64_t *out) {
    long result = register_set(PTRACE_GETREGSET, thread, shadow_stack_registers, out, sizeof *out);
    return result < 0 ? (int)result : 0;
}
int heaptide_set_shadow_stack(int thread, uint64_t pointer) {
    long result = register_set(PTRACE_SETREGSET, thread, shadow_stack_registers, &pointer, sizeof pointer);
    return result < 0 ? (int)result : 0;
}

int heaptide_get_signal_mask(int thread, uint64_t *out) {
    return (int)request(PTRACE_GETSIGMASK, thread, (void *)sizeof *out, out);
}
int heaptide_set_signal_mask(int thread, uint64_t mask) {
    return (int)request(PTRACE_SETSIGMASK, thread, (void *)sizeof mask, &mask);
}
int heaptide_stop_code(int thread, int *out) {
    siginfo_t info = {0};
    long result = request(PTRACE_GETSIGINFO, thread, 0, &info);
    if (result == 0) *out = info.si_code;
    return (int)result;
}

int heaptide_restartable_area(int thread, uint64_t *out) {
    struct { uint64_t pointer; uint32_t size, signature, flags, pad; } configuration = {0};
    long result = request(get_restartable_sequence, thread, (void *)sizeof configuration, &configuration);
    *out = result < 0 ? 0 : configuration.pointer;
    return result < 0 ? (int)result : 0;
}
int heaptide_write_word(int thread, uint64_t address, uint64_t word) {
    return (int)request(PTRACE_POKEDATA, thread, (void *)address, (void *)word);
}
int heaptide_signal_thread(int process, int thread, int signal) {
    return syscall(SYS_tgkill, process, thread, signal) < 0 ? -errno : 0;
}

extern const uint8_t heaptide_nest_code[], heaptide_nest_code_end[];
const uint8_t *heaptide_nest_code_first(void) { return heaptide_nest_code; }
size_t heaptide_nest_code_count(void) { return (size_t)(heaptide_nest_code_end - heaptide_nest_code); }
