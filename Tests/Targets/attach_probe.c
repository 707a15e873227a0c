// What AttachTests get called in a Python program, and what such a program needs of C.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

extern int PyGILState_Check(void);
extern void *PyList_New(long);
extern int PyList_Append(void *, void *);
extern void *PyLong_FromLong(long);
extern void Py_DecRef(void *);
extern void *PyErr_Occurred(void);
extern int Py_AddPendingCall(int (*)(void *), void *);
extern int Py_MakePendingCalls(void);

static int write_byte(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return -1;
    int written = (int)write(file, "x", 1);
    close(file);
    return written == 1 ? 7 : -2;
}

/// Makes and drops Python objects, then adds a byte to the file `path`. Answers 7.
int use_python(const char *path) {
    if (!PyGILState_Check() || PyErr_Occurred()) return -3;
    void *list = PyList_New(0);
    for (long i = 0; i < 1000; i++) {
        void *number = PyLong_FromLong(i * 1000003);
        if (PyList_Append(list, number) != 0) return -4;
        Py_DecRef(number);
    }
    Py_DecRef(list);
    return write_byte(path);
}

/// Sleeps a second, then adds a byte to the file.
int be_slow(const char *path) {
    struct timespec second = {1, 0};
    nanosleep(&second, 0);
    return write_byte(path);
}

/// Fills the list of pending calls and empties it, over and over: holds its lock about half of the time.
static long calls;
static int count(void *nothing) { (void)nothing; calls++; return 0; }
long hammer(long rounds) {
    for (long i = 0; i < rounds; i++) {
        if (Py_AddPendingCall(count, 0) != 0 || Py_MakePendingCalls() != 0) return -1;
    }
    return calls;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

/// Waits 20 ms in each of several system calls. Answers how many were interrupted, too short or much too long.
int wait_plainly(void) {
    int bad = 0;
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), waiting = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {EPOLLIN, {0}};
    epoll_ctl(waiting, EPOLL_CTL_ADD, timer, &event);
    struct itimerspec soon = {{0, 0}, {0, 20000000}};
    for (int i = 0; i < 6; i++) {
        struct timespec rest = {0, 20000000};
        struct timeval short_time = {0, 20000};
        unsigned long expired;
        double start = now();
        int result = 0;
        if (i == 0) result = nanosleep(&rest, 0);
        if (i == 1) result = poll(0, 0, 20);
        if (i == 2) result = select(0, 0, 0, 0, &short_time);
        if (i == 3) timerfd_settime(timer, 0, &soon, 0), result = epoll_wait(waiting, &event, 1, -1) - 1;
        if (i == 4) timerfd_settime(timer, 0, &soon, 0), result = (int)read(timer, &expired, sizeof expired) - 8;
        if (i == 5) result = ppoll(0, 0, &rest, 0);
        if (i == 3) (void)!read(timer, &expired, sizeof expired);
        double seconds = now() - start;
        if (result != 0 || seconds < 0.0199 || seconds > 2) bad++;
    }
    close(timer);
    close(waiting);
    return bad;
}

/// Keeps values in all vector registers for a while. Answers how many have changed.
int keep_vectors(long rounds) {
    unsigned long before[32], after[32] = {0};
    for (int i = 0; i < 32; i++) before[i] = 0x1234567 * (i + 1);
    __asm__ volatile(
        "movdqu 0(%1),%%xmm0; movdqu 16(%1),%%xmm1; movdqu 32(%1),%%xmm2; movdqu 48(%1),%%xmm3;"
        "movdqu 64(%1),%%xmm4; movdqu 80(%1),%%xmm5; movdqu 96(%1),%%xmm6; movdqu 112(%1),%%xmm7;"
        "movdqu 128(%1),%%xmm8; movdqu 144(%1),%%xmm9; movdqu 160(%1),%%xmm10; movdqu 176(%1),%%xmm11;"
        "movdqu 192(%1),%%xmm12; movdqu 208(%1),%%xmm13; movdqu 224(%1),%%xmm14; movdqu 240(%1),%%xmm15;"
        "1: dec %0; jnz 1b;"
        "movdqu %%xmm0,0(%2); movdqu %%xmm1,16(%2); movdqu %%xmm2,32(%2); movdqu %%xmm3,48(%2);"
        "movdqu %%xmm4,64(%2); movdqu %%xmm5,80(%2); movdqu %%xmm6,96(%2); movdqu %%xmm7,112(%2);"
        "movdqu %%xmm8,128(%2); movdqu %%xmm9,144(%2); movdqu %%xmm10,160(%2); movdqu %%xmm11,176(%2);"
        "movdqu %%xmm12,192(%2); movdqu %%xmm13,208(%2); movdqu %%xmm14,224(%2); movdqu %%xmm15,240(%2);"
        : "+r"(rounds) : "r"(before), "r"(after)
        : "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
          "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
    return memcmp(before, after, sizeof before) != 0;
}

/// Runs for that long. Answers the longest time in which it did not, seconds.
double longest_gap(double seconds) {
    double end = now() + seconds, last = now(), longest = 0;
    while (last < end) {
        double time = now();
        if (time - last > longest) longest = time - last;
        last = time;
    }
    return longest;
}

struct task { void (*body)(void *); void *context; };
static void *as_nobody(void *argument) {
    struct task *task = argument;
    if (syscall(SYS_setresuid, 65534, 65534, 65534) == 0) task->body(task->context);
    return 0;
}
/// Runs `body` on a thread that is another user's.
void run_as_nobody(void (*body)(void *), void *context) {
    struct task task = {body, context};
    pthread_t thread;
    if (pthread_create(&thread, 0, as_nobody, &task) == 0) pthread_join(thread, 0);
}
