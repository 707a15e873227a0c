// What the recorder needs of libc and the kernel and cannot say in Swift: variadic system calls, control messages, a
// robust mutex in shared memory, a prefetch. Declarations only: libc's headers, as they look with _GNU_SOURCE, must not
// meet Swift's own view of them.
#pragma once
#include <stddef.h>
#include <stdint.h>

int heaptide_accept(int listener);
int heaptide_pidfd(int pid);
/// Whether the process behind `pidfd` runs, or has ended and its parent has not asked yet: its pid is still its own.
_Bool heaptide_is_unreaped(int pidfd);
/// The wait status of a process whose parent has asked for it. False where the kernel keeps none (before Linux 6.15).
_Bool heaptide_reaped_status(int pidfd, int *status);
/// An eventfd: readable while its count is above 0; a read takes all of it. Negative on any error.
int heaptide_event_descriptor(void);
static inline void heaptide_prefetch(const void *address) { __builtin_prefetch(address, 1, 3); }

/// Receives exactly `count` bytes and at most one descriptor, which is -1 if none came. False on any error.
_Bool heaptide_receive_descriptor(int socket, void *bytes, size_t count, int *fd);

/// Whether `fd` is a memfd of exactly `bytes` that nobody can make smaller (a read could fault otherwise).
_Bool heaptide_is_sealed_ring(int fd, int64_t bytes);

/// Locks, in shared memory, a new robust mutex for the calling thread: its death will be visible in the first word.
_Bool heaptide_hold_alive_lock(uint64_t *place);
void heaptide_drop_alive_lock(uint64_t *place);

/// A signal as it arrived.
struct heaptide_signal {
    int number;
    int sender;         // process that sent it
    _Bool from_kernel;  // a terminal, a fault, a timer: not sent by a process
};
/// A descriptor that becomes readable when one of the (blocked) signals arrives.
int heaptide_signal_descriptor(const int *signals, int count);
/// The next signal that has arrived. False if there is none.
_Bool heaptide_next_signal(int fd, struct heaptide_signal *out);

/// The kernel's word for who is at the other end of a Unix socket. False on any error.
_Bool heaptide_peer(int socket, int *pid, unsigned *uid);

/// A child in this process group that watches it from outside.
struct heaptide_witness {
    int pid;
    int socket;  // non-blocking; -1 if there is no witness
};
/// Starts a witness, which writes the number of every signal of `signals` that it gets, a byte each, to its socket: a
/// signal that both got was sent to the group, and so to the program too. It never stops at one of them. To be called
/// before there are threads.
struct heaptide_witness heaptide_start_witness(const int *signals, int count);

/// Stops the calling process by `signal` (blocked by all its threads) until it is continued. If `program` runs on in the
/// meantime, the witness continues this process too.
void heaptide_stop_with(struct heaptide_witness witness, int program, int signal);

/// Starts a program by vfork and execve: posix_spawn would leave two of glibc's own signals ignored in it. All signals
/// are blocked in between; the program begins with those of `blocked` blocked, and with this process's dispositions.
/// Returns its pid, or the negative errno of what failed.
int heaptide_spawn(const char *path, char *const *arguments, char *const *environment, const void *blocked);

/// mremap that may move the mapping (variadic in libc).
void *heaptide_grow_mapping(void *pages, size_t old_bytes, size_t new_bytes);
