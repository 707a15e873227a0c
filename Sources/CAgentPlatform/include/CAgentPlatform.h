// What the agent needs of libc and of the compiler, and cannot say in Embedded Swift: libc's declarations (there is no
// Glibc module), a thread-local in the static TLS block, a tail call that keeps its caller, and an ELF constructor.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

// One word of flags so that a hook decides with one compare whether anything but recording is to be done.
enum heaptide_thread_flag {
    HEAPTIDE_THREAD_BUSY = 1,      // this thread is inside a hook: what it allocates now is part of a counted block
    HEAPTIDE_THREAD_LOADING = 2,   // this thread called dlopen: new objects may have to be hooked
};
struct heaptide_thread_local {
    uint64_t flags;
    void *thread;                  // the agent's state of this thread, or null
    void **return_place;           // of this thread's last dlopen: where on the stack its return address is,
    void *return_address;          // and which it is
};

// In CAgentPlatform.c: static variables of a header would be one copy per Swift file.
extern __thread struct heaptide_thread_local heaptide_local
    __attribute__((tls_model("initial-exec"), visibility("hidden")));
extern void *(*heaptide_original_dlopen)(const char *, int) __attribute__((visibility("hidden")));
extern uint64_t heaptide_loading_threads __attribute__((visibility("hidden")));

/// This thread's record; two instructions (the agent is loaded with the program, or in the static TLS reserve).
static inline struct heaptide_thread_local *heaptide_this_thread(void) { return &heaptide_local; }

static inline void heaptide_set_original_dlopen(void *function) {
    heaptide_original_dlopen = (void *(*)(const char *, int))function;
}
/// Replaces dlopen. A tail call, because dlopen looks at its return address for the caller's RUNPATH and namespace.
static inline void *heaptide_dlopen_hook(const char *file, int mode) {
    struct heaptide_thread_local *local = heaptide_this_thread();
    local->return_place = (void **)__builtin_frame_address(0) + 1;
    local->return_address = __builtin_return_address(0);
    if (!(local->flags & HEAPTIDE_THREAD_LOADING)) {
        local->flags |= HEAPTIDE_THREAD_LOADING;
        __atomic_fetch_add(&heaptide_loading_threads, 1, __ATOMIC_ACQ_REL);
    }
    __attribute__((musttail)) return heaptide_original_dlopen(file, mode);
}
static inline void *heaptide_dlopen_hook_address(void) { return (void *)heaptide_dlopen_hook; }

/// False once this thread's last dlopen has returned: its return address is then no longer above us on the stack. An
/// executable that is not position-independent lends its stub of malloc to the loader, so the loader's own blocks come
/// through the hooks before what it loads can be hooked. True for some time longer does no harm: the look comes later.
static inline _Bool heaptide_is_inside_dlopen(void) {
    struct heaptide_thread_local *local = heaptide_this_thread();
    return (void **)__builtin_frame_address(0) < local->return_place && *local->return_place == local->return_address;
}

/// Ends this thread's part in `heaptide_loading_threads`. True if no other thread is between the two.
static inline _Bool heaptide_finish_loading(void) {
    heaptide_this_thread()->flags &= ~(uint64_t)HEAPTIDE_THREAD_LOADING;
    return __atomic_fetch_sub(&heaptide_loading_threads, 1, __ATOMIC_ACQ_REL) == 1;
}

/// Writes `value` to `slot` if its page is writable, without a fault if it is not: 1 written, 0 read-only, -1 cannot tell.
static inline int heaptide_try_store(uint64_t *slot, uint64_t value) {
    struct iovec local = {&value, sizeof value}, remote = {slot, sizeof value};
    ssize_t written = process_vm_writev(getpid(), &local, 1, &remote, 1, 0);
    if (written == (ssize_t)sizeof value) return 1;
    return errno == EFAULT ? 0 : -1;
}

/// The same value, of which the compiler knows nothing: it cannot replace the original by what was compared with this.
static inline uint64_t heaptide_opaque(uint64_t value) {
    __asm__("" : "+r"(value));
    return value;
}

/// libc keeps this false from the moment that a second thread is created.
static inline _Bool heaptide_is_true(const char *flag) { return __atomic_load_n(flag, __ATOMIC_RELAXED) != 0; }

static inline int heaptide_open_status(void) { return open("/proc/self/status", O_RDONLY | O_CLOEXEC); }
static inline int heaptide_errno(void) { return errno; }
static inline void heaptide_set_errno(int value) { errno = value; }
static inline int heaptide_memfd(const char *name) { return (int)syscall(SYS_memfd_create, name, 3u /* CLOEXEC | ALLOW_SEALING */); }
static inline int heaptide_seal(int fd) { return (int)fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL); }
static inline void *heaptide_raw_mremap(void *old, size_t old_size, size_t new_size, int flags, void *address) {
    return mremap(old, old_size, new_size, flags, address);
}

/// Sends `bytes` and the descriptor `fd` over `socket`. False on any error.
static inline _Bool heaptide_send_descriptor(int socket, const void *bytes, size_t count, int fd) {
    struct iovec part = {(void *)bytes, count};
    union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(int))]; } control;
    struct msghdr message;
    memset(&control, 0, sizeof control);
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (fd >= 0) {
        message.msg_control = control.space;
        message.msg_controllen = sizeof control.space;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &fd, sizeof fd);
    }
    ssize_t sent;
    do { sent = sendmsg(socket, &message, MSG_NOSIGNAL); } while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)count;
}

/// Connects to the Unix socket at `path`, with time limits of 10 s on both directions. Negative on any error.
static inline int heaptide_connect(const char *path) {
    struct sockaddr_un address;
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof address.sun_path) return -1;
    memcpy(address.sun_path, path, length);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    struct timeval limit = {10, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    int result;
    do { result = connect(fd, (struct sockaddr *)&address, sizeof address); } while (result < 0 && errno == EINTR);
    if (result < 0) { close(fd); return -1; }
    return fd;
}

/// Receives exactly `count` bytes. False on an error, a time-out or an early end.
static inline _Bool heaptide_receive(int socket, void *bytes, size_t count) {
    size_t done = 0;
    while (done < count) {
        ssize_t got = recv(socket, (char *)bytes + done, count - done, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return 0;
        done += (size_t)got;
    }
    return 1;
}

/// Whether the symbol that contains `address` is defined where it was found: in an executable that is not
/// position-independent, an undefined function has the address of its own PLT stub.
static inline _Bool heaptide_is_definition(const void *address) {
    Dl_info info;
    const ElfW(Sym) *symbol = 0;
    if (!dladdr1(address, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol) return 1;
    return symbol->st_shndx != SHN_UNDEF;
}
/// Load address of the object that contains `address`, 0 if there is none.
static inline uint64_t heaptide_object_base(const void *address) {
    Dl_info info;
    return dladdr(address, &info) ? (uint64_t)info.dli_fbase : 0;
}
/// RTLD_NEXT and RTLD_DEFAULT are casts, which Swift does not import.
static inline void *heaptide_symbol_after_agent(const char *name) { return dlsym(RTLD_NEXT, name); }
static inline void *heaptide_symbol(const char *name) { return dlsym(RTLD_DEFAULT, name); }

// MARK: A clone that walks the heap

/// A process image's address range, empty if no loaded object contains `address`.
struct heaptide_image { uint64_t start, end; };
struct heaptide_image heaptide_image_of(const void *address);

static inline uint64_t heaptide_random_word(void) {
    uint64_t word = 0;
    return getrandom(&word, sizeof word, GRND_NONBLOCK) == (ssize_t)sizeof word ? word : (uint64_t)time(0);
}
static inline uint64_t heaptide_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// Clones the process without its atfork handlers, and such that the program sees no SIGCHLD and no child in wait().
/// Returns as fork does; in the child all signals are blocked.
int heaptide_clone_quietly(void);
/// Waits for that child on a thread of its own.
void heaptide_reap_later(int child);
/// In the child: no descriptor but `socket`, which becomes 0; first choice of the OOM killer; limited in time; no core.
void heaptide_isolate_child(int socket);
/// Calls `body`; on a segmentation fault or bus error in it, `after_fault`, then `body` again.
void heaptide_run_guarded(void (*body)(void), void (*after_fault)(void));
