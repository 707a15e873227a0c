#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CRecorderPlatform.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
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
int heaptide_event_descriptor(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
int heaptide_pidfd(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
_Bool heaptide_is_unreaped(int pidfd) {
    return syscall(SYS_pidfd_send_signal, pidfd, 0, 0, 0) == 0 || errno == EPERM;
}

// struct pidfd_info and its numbers, which the headers of Debian 12 do not have.
struct exit_info {
    uint64_t mask, cgroup;
    uint32_t identities[11];
    int32_t status;
};
_Bool heaptide_reaped_status(int pidfd, int *status) {
    const uint64_t has_status = 1 << 3;
    struct exit_info info = {.mask = has_status};
    if (ioctl(pidfd, _IOWR(0xFF, 11, struct exit_info), &info) != 0 || !(info.mask & has_status)) return 0;
    *status = info.status;
    return 1;
}

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

// Whether the kernel shows the process as stopped. False too if it is gone.
static _Bool is_stopped(int pid) {
    char path[32], text[256];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    if (got <= 0) return 0;
    text[got] = 0;
    char *name_end = strrchr(text, ')');
    return name_end && (name_end[2] == 'T' || name_end[2] == 't');
}

static void serve_as_witness(int socket, int signals, pid_t parent) {
    int followed = 0;  // the program with which the parent has stopped
    struct pollfd ready[2] = {{signals, POLLIN, 0}, {socket, POLLIN, 0}};
    while (poll(ready, 2, followed ? 100 : -1) >= 0 && getppid() == parent) {
        struct signalfd_siginfo info;
        while (read(signals, &info, sizeof info) == (ssize_t)sizeof info) {
            char number = (char)info.ssi_signo;
            if (write(socket, &number, 1) != 1) return;
        }
        ssize_t got;
        while ((got = read(socket, &followed, sizeof followed)) == (ssize_t)sizeof followed) {}
        if (got == 0) return;
        if (followed && !is_stopped(followed)) kill(parent, SIGCONT);
    }
}

struct heaptide_witness heaptide_start_witness(const int *signals, int count) {
    struct heaptide_witness none = {0, -1};
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) return none;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child != 0) {
        close(ends[1]);
        if (child < 0) close(ends[0]);
        return child < 0 ? none : (struct heaptide_witness){child, ends[0]};
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "heaptide-signal");
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
    sigprocmask(SIG_BLOCK, &set, 0);
    // Nothing of the program's is held open here, but for the end of the socket.
    int arrived = dup2(ends[1], 0) == 0 ? signalfd(-1, &set, SFD_NONBLOCK) : -1;
    if (arrived < 0 || dup2(arrived, 1) != 1) _exit(0);
    close_range(2, ~0u, 0);
    serve_as_witness(0, 1, parent);
    _exit(0);
}

void heaptide_stop_with(struct heaptide_witness witness, int program, int signal) {
    int none = 0;
    ssize_t told = witness.socket < 0 ? 0 : write(witness.socket, &program, sizeof program);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_kill(pthread_self(), signal);
    pthread_sigmask(SIG_UNBLOCK, &set, 0);
    pthread_sigmask(SIG_BLOCK, &set, 0);
    if (told > 0) told = write(witness.socket, &none, sizeof none);
}

// glibc keeps two signals for itself and lets nobody ask for them, but a program inherits them all the same, often ignored
// (posix_spawn leaves them so). A thread of ours takes the second over: how it was is asked before there is one.
enum { FIRST_OWN_SIGNAL = 32, OWN_SIGNALS = 2 };
static struct { void *handler; unsigned long flags; void *restorer; unsigned long mask; } inherited[OWN_SIGNALS];

__attribute__((constructor)) static void remember_own_signals(void) {
    for (int i = 0; i < OWN_SIGNALS; i++) syscall(SYS_rt_sigaction, FIRST_OWN_SIGNAL + i, 0, &inherited[i], sizeof(unsigned long));
}

static void restore_own_signals(void) {
    for (int i = 0; i < OWN_SIGNALS; i++)
        if (inherited[i].handler == (void *)SIG_IGN)
            syscall(SYS_rt_sigaction, FIRST_OWN_SIGNAL + i, &inherited[i], 0, sizeof(unsigned long));
}

int heaptide_spawn(const char *path, char *const *arguments, char *const *environment, const void *blocked) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
    // Nothing but system calls until execve, so there is no need to copy this process's tables of pages.
    pid_t child = vfork();
    if (child == 0) {
        restore_own_signals();
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
