// What the recorder needs of libc and the kernel and cannot say in Swift: variadic system calls, control messages, a
// robust mutex in shared memory, a prefetch.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static inline int heaptide_accept(int listener) { return accept4(listener, 0, 0, SOCK_CLOEXEC); }
static inline int heaptide_pidfd(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
static inline void heaptide_prefetch(const void *address) { __builtin_prefetch(address, 1, 3); }

/// Receives exactly `count` bytes and at most one descriptor, which is -1 if none came. False on any error.
static inline _Bool heaptide_receive_descriptor(int socket, void *bytes, size_t count, int *fd) {
    struct iovec part = {bytes, count};
    union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(int) * 4)]; } control;
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.space;
    message.msg_controllen = sizeof control.space;
    *fd = -1;
    ssize_t got = recvmsg(socket, &message, MSG_WAITALL | MSG_CMSG_CLOEXEC);
    if (got < 0) return 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t received = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < received; i++) {
            int one;
            memcpy(&one, CMSG_DATA(header) + i * sizeof(int), sizeof one);
            if (*fd < 0) *fd = one; else close(one);
        }
    }
    return got == (ssize_t)count;
}

/// Whether `fd` is a memfd of exactly `bytes` that nobody can make smaller (a read could fault otherwise).
static inline _Bool heaptide_is_sealed_ring(int fd, int64_t bytes) {
    struct stat status;
    int seals = fcntl(fd, F_GET_SEALS);
    return seals >= 0 && (seals & F_SEAL_SHRINK) && (seals & F_SEAL_GROW) && fstat(fd, &status) == 0
        && status.st_size == bytes;
}

/// Locks, in shared memory, a new robust mutex for the calling thread: its death will be visible in the first word.
static inline _Bool heaptide_hold_alive_lock(uint64_t *place) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    int error = pthread_mutex_init((pthread_mutex_t *)place, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return error == 0 && pthread_mutex_lock((pthread_mutex_t *)place) == 0;
}
static inline void heaptide_drop_alive_lock(uint64_t *place) { pthread_mutex_unlock((pthread_mutex_t *)place); }
