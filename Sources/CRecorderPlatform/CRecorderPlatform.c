#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CRecorderPlatform.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

int heaptide_accept(int listener) { return accept4(listener, 0, 0, SOCK_CLOEXEC); }
int heaptide_pidfd(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

_Bool heaptide_receive_descriptor(int socket, void *bytes, size_t count, int *fd) {
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

_Bool heaptide_is_sealed_ring(int fd, int64_t bytes) {
    struct stat status;
    int seals = fcntl(fd, F_GET_SEALS);
    return seals >= 0 && (seals & F_SEAL_SHRINK) && (seals & F_SEAL_GROW) && fstat(fd, &status) == 0
        && status.st_size == bytes;
}

_Bool heaptide_hold_alive_lock(uint64_t *place) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    int error = pthread_mutex_init((pthread_mutex_t *)place, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return error == 0 && pthread_mutex_lock((pthread_mutex_t *)place) == 0;
}
void heaptide_drop_alive_lock(uint64_t *place) { pthread_mutex_unlock((pthread_mutex_t *)place); }

int heaptide_signal_descriptor(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

_Bool heaptide_next_signal(int fd, struct heaptide_signal *out) {
    struct signalfd_siginfo info;
    if (read(fd, &info, sizeof info) != (ssize_t)sizeof info) return 0;
    out->number = (int)info.ssi_signo;
    out->sender = (int)info.ssi_pid;
    out->from_kernel = info.ssi_code > 0;
    return 1;
}

_Bool heaptide_peer(int socket, int *pid, unsigned *uid) {
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return 0;
    *pid = credentials.pid;
    *uid = credentials.uid;
    return 1;
}

int heaptide_start_witness(const int *signals, int count) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0) {
        close(ends[0]);
        close(ends[1]);
        return -1;
    }
    if (child > 0) {
        close(ends[1]);
        return ends[0];
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "heaptide-signal");
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
    sigprocmask(SIG_BLOCK, &set, 0);
    // Nothing of the program's is held open here, but for the end of the pipe.
    if (dup2(ends[1], 0) != 0) _exit(0);
    close_range(1, ~0u, 0);
    while (getppid() == parent) {
        int number = 0;
        if (sigwait(&set, &number) != 0) break;
        char byte = (char)number;
        if (write(0, &byte, 1) != 1) break;
    }
    _exit(0);
}

int heaptide_spawn(const char *path, char *const *arguments, char *const *environment, const void *blocked) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
    pid_t child = fork();
    if (child == 0) {
        sigprocmask(SIG_SETMASK, (const sigset_t *)blocked, 0);
        execve(path, arguments, environment);
        int error = errno;
        ssize_t written = write(ends[1], &error, sizeof error);
        _exit(written == sizeof error ? 127 : 126);
    }
    int error = child < 0 ? errno : 0;
    close(ends[1]);
    if (child > 0) {
        ssize_t got;
        do { got = read(ends[0], &error, sizeof error); } while (got < 0 && errno == EINTR);
        if (got != sizeof error) error = 0;
        if (error != 0) waitpid(child, 0, 0);
    }
    close(ends[0]);
    return error != 0 ? -error : child;
}

void *heaptide_grow_mapping(void *pages, size_t old_bytes, size_t new_bytes) {
    return mremap(pages, old_bytes, new_bytes, MREMAP_MAYMOVE);
}
