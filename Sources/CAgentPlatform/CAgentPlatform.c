// The agent's thread-local word and the two variables of its dlopen hook: Swift has no thread-locals, and a header's
// static variables would be one copy per Swift file. And the clone that walks the heap: raw system calls, a fault handler.
#include "CAgentPlatform.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

__thread struct heaptide_thread_local heaptide_local;
void *(*heaptide_original_dlopen)(const char *, int);
uint64_t heaptide_loading_threads;  // threads between a dlopen and the look at what it loaded

static int look_for_image(struct dl_phdr_info *info, size_t size, void *argument) {
    struct { uint64_t address; struct heaptide_image image; } *wanted = argument;
    (void)size;
    struct heaptide_image found = {UINT64_MAX, 0};
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
        uint64_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        if (start < found.start) found.start = start;
        if (start + info->dlpi_phdr[i].p_memsz > found.end) found.end = start + info->dlpi_phdr[i].p_memsz;
    }
    if (wanted->address < found.start || wanted->address >= found.end) return 0;
    wanted->image = found;
    return 1;
}

struct heaptide_image heaptide_image_of(const void *address) {
    struct { uint64_t address; struct heaptide_image image; } wanted = {(uint64_t)address, {0, 0}};
    dl_iterate_phdr(look_for_image, &wanted);
    return wanted.image;
}

int heaptide_clone_quietly(void) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    long child = syscall(SYS_clone, 0 /* no exit signal */, 0, 0, 0, 0);
    if (child != 0) pthread_sigmask(SIG_SETMASK, &before, 0);
    return (int)child;
}

static void *reap(void *child) {
    while (waitpid((int)(intptr_t)child, 0, __WALL) < 0 && errno == EINTR) {}
    return 0;
}

_Bool heaptide_start_thread(void *(*body)(void *), void *argument) {
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    if (pthread_attr_init(&attributes) != 0) return 0;
    pthread_attr_setstacksize(&attributes, 256 << 10);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&thread, &attributes, body, argument);
    pthread_sigmask(SIG_SETMASK, &before, 0);
    pthread_attr_destroy(&attributes);
    return error == 0;
}

void heaptide_reap_later(int child) { (void)heaptide_start_thread(reap, (void *)(intptr_t)child); }

_Bool heaptide_has_ended(int child) { return waitpid(child, 0, __WALL | WNOHANG) != 0; }

void heaptide_isolate_child(int socket) {
    const rlim_t seconds = 300;
    dup2(socket, 0);
    close_range(1, ~0u, 0);
    prctl(PR_SET_NAME, "heaptide-walk");
    struct rlimit cpu = {seconds, seconds}, core = {0, 0};
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &core);
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file >= 0) {
        (void)!write(file, "1000", 4);
        close(file);
    }
}

static jmp_buf before_fault;
static void handle_fault(int number) {
    (void)number;
    _longjmp(before_fault, 1);
}

void heaptide_run_guarded(void (*body)(void), void (*after_fault)(void)) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handle_fault;
    action.sa_flags = SA_NODEFER;
    sigaction(SIGSEGV, &action, 0);
    sigaction(SIGBUS, &action, 0);
    sigset_t faults;
    sigemptyset(&faults);
    sigaddset(&faults, SIGSEGV);
    sigaddset(&faults, SIGBUS);
    sigprocmask(SIG_UNBLOCK, &faults, 0);
    if (_setjmp(before_fault) != 0) after_fault();
    body();
}
