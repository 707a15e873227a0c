// What attaching needs of the kernel and cannot say in Swift: ptrace (variadic in libc), one function for each request,
// and the code that is put into the program. Declarations only, as in CRecorderPlatform. All of it answers 0, or the
// negative errno.
#pragma once
#include "CAttachNest.h"
#include <stddef.h>
#include <stdint.h>

/// The registers of a thread, as the kernel lays them out (user_regs_struct of x86_64).
struct heaptide_registers {
    uint64_t r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi, orig_rax, rip, cs, eflags, rsp, ss,
        fs_base, gs_base, ds, es, fs, gs;
};

enum heaptide_resumption {
    HEAPTIDE_RUN,                 // until something happens
    HEAPTIDE_RUN_TO_SYSTEM_CALL,  // until it enters or leaves a system call
    HEAPTIDE_RUN_ONE_INSTRUCTION,
};

/// Makes the calling thread the tracer of `thread`, which runs on. It is let go when the calling thread ends.
int heaptide_seize(int thread);
int heaptide_interrupt(int thread);
int heaptide_resume(int thread, enum heaptide_resumption how, int signal);
int heaptide_detach(int thread);

/// Whether `thread` has stopped or ended since the last question: 1 and its wait status, or 0.
int heaptide_poll_stop(int thread, int *status);

int heaptide_get_registers(int thread, struct heaptide_registers *out);
int heaptide_set_registers(int thread, const struct heaptide_registers *registers);
/// Vector and floating-point state. Answers the count of bytes.
long heaptide_get_vectors(int thread, void *bytes, size_t count);
int heaptide_set_vectors(int thread, const void *bytes, size_t count);
/// The shadow stack's pointer. Fails where there is none.
int heaptide_get_shadow_stack(int thread, uint64_t *out);
int heaptide_set_shadow_stack(int thread, uint64_t pointer);
int heaptide_get_signal_mask(int thread, uint64_t *out);
int heaptide_set_signal_mask(int thread, uint64_t mask);
/// si_code of the signal that a stopped thread is about to get: above 0 if the kernel made it.
int heaptide_stop_code(int thread, int *out);
/// Where the thread's restartable-sequence area is; 0 if it has none.
int heaptide_restartable_area(int thread, uint64_t *out);
int heaptide_write_word(int thread, uint64_t address, uint64_t word);
int heaptide_signal_thread(int process, int thread, int signal);

/// The nest's code: position-independent, a page at most.
const uint8_t *heaptide_nest_code_first(void);
size_t heaptide_nest_code_count(void);
