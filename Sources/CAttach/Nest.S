// The code that attaching puts into a program, and its data's layout: include/CAttachNest.h. It is never executed here.
#include "CAttachNest.h"

#if defined(__x86_64__)
#define HELPER_STACK 0x100000
#define SYS_getpid 39
#define SYS_rt_sigreturn 15
#define RTLD_NOW 2
#define PTHREAD_CREATE_DETACHED 1

    .section .rodata.heaptide_nest, "a", @progbits
    .globl heaptide_nest_code, heaptide_nest_code_end
    .p2align 6
heaptide_nest_code:

// Queues pending_call(data).
queue:
    leaq    pending_call(%rip), %rdi
    movq    %rbx, %rsi
    call    *HEAPTIDE_NEST_ADD_PENDING(%rbx)
    jmp     end

// Starts helper(data) on a detached thread of its own.
    .org HEAPTIDE_NEST_START_HELPER
start_helper:
    leaq    HEAPTIDE_NEST_ATTRIBUTES(%rbx), %rdi
    call    *HEAPTIDE_NEST_ATTRIBUTES_INIT(%rbx)
    leaq    HEAPTIDE_NEST_ATTRIBUTES(%rbx), %rdi
    movl    $HELPER_STACK, %esi
    call    *HEAPTIDE_NEST_ATTRIBUTES_STACK(%rbx)
    leaq    HEAPTIDE_NEST_ATTRIBUTES(%rbx), %rdi
    movl    $PTHREAD_CREATE_DETACHED, %esi
    call    *HEAPTIDE_NEST_ATTRIBUTES_DETACH(%rbx)
    leaq    HEAPTIDE_NEST_THREAD(%rbx), %rdi
    leaq    HEAPTIDE_NEST_ATTRIBUTES(%rbx), %rsi
    leaq    helper(%rip), %rdx
    movq    %rbx, %rcx
    call    *HEAPTIDE_NEST_CREATE(%rbx)
end:
    movslq  %eax, %r12
    movl    $SYS_getpid, %eax
    jmp     last

    .org HEAPTIDE_NEST_END - 2
last:
    syscall
    // Who put us here has died: back by a signal frame that it has left.
    leaq    HEAPTIDE_NEST_FRAME(%rbx), %rsp
    movl    $SYS_rt_sigreturn, %eax
    syscall
    ud2

// int pending_call(void *data), called by the interpreter on its main thread, with the GIL.
    .p2align 4
pending_call:
    endbr64
    pushq   %rbx
    pushq   %r12
    pushq   %r13
    movq    %rdi, %rbx
    xorl    %r13d, %r13d
    jmp     body

// void *helper(void *data), a thread.
    .p2align 4
helper:
    endbr64
    pushq   %rbx
    pushq   %r12
    pushq   %r13
    movq    %rdi, %rbx
    movl    $1, %r13d

body:
    movl    $SYS_getpid, %eax
    syscall
    cmpl    %eax, HEAPTIDE_NEST_PROCESS(%rbx)
    jne     out
    xorl    %eax, %eax
    leal    1(%r13), %ecx
    lock cmpxchgl %ecx, HEAPTIDE_NEST_CLAIM(%rbx)
    jne     out
    cmpl    $0, HEAPTIDE_NEST_CANCEL(%rbx)
    jne     cancelled

    movl    $HEAPTIDE_STAGE_LOADING, HEAPTIDE_NEST_STAGE(%rbx)
    leaq    HEAPTIDE_NEST_LIBRARY(%rbx), %rdi
    movl    $RTLD_NOW, %esi
    call    *HEAPTIDE_NEST_DLOPEN(%rbx)
    movl    $HEAPTIDE_STAGE_NO_LIBRARY, %r12d
    testq   %rax, %rax
    jz      failed
    movq    %rax, %rdi
    leaq    HEAPTIDE_NEST_SYMBOL(%rbx), %rsi
    call    *HEAPTIDE_NEST_DLSYM(%rbx)
    movl    $HEAPTIDE_STAGE_NO_SYMBOL, %r12d
    testq   %rax, %rax
    jz      failed
    movq    %rax, %r12

    testl   %r13d, %r13d
    jz      locked
    movl    $HEAPTIDE_STAGE_LOCKING, HEAPTIDE_NEST_STAGE(%rbx)
    call    *HEAPTIDE_NEST_ENSURE(%rbx)
    leal    2(%rax), %r13d                          // 2 + PyGILState_STATE
locked:
    // The stage is stored before the cancellation is read, as outside it is written before the stage is read.
    movl    $HEAPTIDE_STAGE_CALLING, %eax
    xchgl   %eax, HEAPTIDE_NEST_STAGE(%rbx)
    cmpl    $0, HEAPTIDE_NEST_CANCEL(%rbx)
    movl    $HEAPTIDE_STAGE_CANCELLED, %eax
    jne     called
    leaq    HEAPTIDE_NEST_ARGUMENT(%rbx), %rdi
    call    *%r12
    movl    %eax, HEAPTIDE_NEST_RESULT(%rbx)
    movl    $HEAPTIDE_STAGE_DONE, %eax
called:
    movl    %eax, %r12d
    testl   %r13d, %r13d
    jz      finished
    leal    -2(%r13), %edi
    call    *HEAPTIDE_NEST_RELEASE(%rbx)
finished:
    movl    %r12d, HEAPTIDE_NEST_STAGE(%rbx)
out:
    lock incl HEAPTIDE_NEST_RETURNED(%rbx)
    popq    %r13
    popq    %r12
    popq    %rbx
    xorl    %eax, %eax
    ret

cancelled:
    movl    $HEAPTIDE_STAGE_CANCELLED, %r12d
    jmp     finished

// The stage is in r12; what the loader says is copied out, cut to what there is room for.
failed:
    call    *HEAPTIDE_NEST_DLERROR(%rbx)
    leaq    HEAPTIDE_NEST_ERROR(%rbx), %rdi
    movl    $(HEAPTIDE_NEST_ERROR_BYTES - 1), %ecx
    testq   %rax, %rax
    jz      copied
copy:
    movb    (%rax), %dl
    testb   %dl, %dl
    jz      copied
    movb    %dl, (%rdi)
    incq    %rax
    incq    %rdi
    decl    %ecx
    jnz     copy
copied:
    movb    $0, (%rdi)
    jmp     finished
heaptide_nest_code_end:
#endif

    .section .note.GNU-stack, "", @progbits
