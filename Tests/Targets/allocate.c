// libc's allocators, called the way a C extension calls them. Built by the tests as a shared object for ctypes.
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef void (*callback)(void);

void *by_malloc(size_t n) { return malloc(n); }
void *by_calloc(size_t count, size_t n) { return calloc(count, n); }
void *by_realloc(void *p, size_t n) { return realloc(p, n); }
void *by_reallocarray(void *p, size_t count, size_t n) { return reallocarray(p, count, n); }
void *by_aligned_alloc(size_t alignment, size_t n) { return aligned_alloc(alignment, n); }
void *by_memalign(size_t alignment, size_t n) { return memalign(alignment, n); }
void *by_valloc(size_t n) { return valloc(n); }
void *by_pvalloc(size_t n) { return pvalloc(n); }
void *by_strdup(const char *text) { return strdup(text); }
void by_free(void *p) { free(p); }

void *by_posix_memalign(size_t alignment, size_t n) {
    void *p = NULL;
    return posix_memalign(&p, alignment, n) == 0 ? p : NULL;
}

// `count` blocks of n bytes; every second one is freed at once.
void many(size_t count, size_t n) {
    for (size_t i = 0; i < count; i++) {
        void *p = malloc(n);
        if (i % 2 == 0) free(p);
    }
}

void *map(size_t n, int protection) {
    void *p = mmap(NULL, n, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}
void *map_file(const char *path, size_t n) {
    int file = open(path, O_RDONLY);
    void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    return p == MAP_FAILED ? NULL : p;
}
int unmap(char *p, size_t offset, size_t n) { return munmap(p + offset, n); }
void *remap(void *p, size_t old, size_t new_size) {
    void *moved = mremap(p, old, new_size, MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? NULL : moved;
}

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static callback each;
static int compare_and_call(const void *a, const void *b) {
    each();
    return compare(a, b);
}
// Calls back from inside qsort, exactly once.
void from_qsort(callback call) {
    int values[2] = {2, 1};
    each = call;
    qsort(values, 2, sizeof(int), compare_and_call);
}

static void *run(void *call) {
    ((callback)call)();
    return NULL;
}
// Calls back from a thread that Python has never seen.
void from_thread(callback call) {
    pthread_t thread;
    pthread_create(&thread, NULL, run, (void *)call);
    pthread_join(thread, NULL);
}

static void *free_there(void *p) {
    free(p);
    return NULL;
}
// Frees in a thread that Python has never seen.
void free_in_thread(void *p) {
    pthread_t thread;
    pthread_create(&thread, NULL, free_there, p);
    pthread_join(thread, NULL);
}
