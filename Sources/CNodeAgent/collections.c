// Counts the pauses of V8's garbage collector, by the callbacks that V8 itself makes before and after each, and has the
// main thread's allocations sampled (sampling.c). Loaded a second time by the script in Node, as an addon, once for each
// heap. C, because V8's functions are looked up by name: where one is missing, nothing is counted.
#define _GNU_SOURCE
#include "sampling.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
extern int napi_get_named_property(napi_env, napi_value, const char *, napi_value *) __attribute__((weak));
extern int napi_get_value_int64(napi_env, napi_value, int64_t *) __attribute__((weak));
extern int napi_get_value_string_utf8(napi_env, napi_value, char *, size_t, size_t *) __attribute__((weak));
extern int napi_add_env_cleanup_hook(napi_env, void (*)(void *), void *) __attribute__((weak));

typedef void (*gc_callback)(void *isolate, int type, int flags, void *data);
typedef void (*gc_adder)(void *isolate, gc_callback callback, void *data, int types);
typedef void (*gc_remover)(void *isolate, gc_callback callback, void *data);

// v8::GCType, the same in V8 11 to 13.
enum { scavenge = 1, minor_mark_sweep = 2, mark_sweep_compact = 4, incremental_marking = 8 };

#define CALLBACK "EPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_"

struct counter {
    struct heaptide_collections *page;
    void *isolate;
    uint64_t start;
};

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void add(struct heaptide_pauses *pauses, uint64_t start, uint64_t length) {
    if (length > pauses->longest) {
        heaptide_store64(&pauses->longest, length);
        heaptide_store64(&pauses->longest_at, start);
    }
    heaptide_store64(&pauses->nanoseconds, pauses->nanoseconds + length);
    heaptide_store64(&pauses->count, pauses->count + 1);
}

static void begin(void *isolate, int type, int flags, void *data) { ((struct counter *)data)->start = now(); }

static void end(void *isolate, int type, int flags, void *data) {
    struct counter *counter = data;
    struct heaptide_collections *page = counter->page;
    uint64_t length = now() - counter->start;
    uint32_t asked = heaptide_load32(&page->asked);
    uint64_t noted = heaptide_load64(&page->noted_count);
    if (asked == HEAPTIDE_SNAPSHOT_ASKED) {
        add(&page->kinds[HEAPTIDE_ASKED_COLLECTIONS], counter->start, length);
    } else if (type == mark_sweep_compact && asked == HEAPTIDE_PROFILE_ASKED && noted < HEAPTIDE_NOTED_COLLECTIONS) {
        page->noted[noted].nanoseconds = length;
        page->noted[noted].at = counter->start;
        heaptide_store64(&page->noted_count, noted + 1);
    } else {
        int kind = type == mark_sweep_compact ? HEAPTIDE_MAJOR_COLLECTIONS
            : type == incremental_marking ? HEAPTIDE_INCREMENTAL_COLLECTIONS : HEAPTIDE_MINOR_COLLECTIONS;
        add(&page->kinds[kind], counter->start, length);
    }
    if (type == mark_sweep_compact) heaptide_look_for_recorder(page);
}

/// The heap's thread ends.
static void stop(void *data) {
    struct counter *counter = data;
    gc_remover before = (gc_remover)heaptide_v8_function("_ZN2v87Isolate24RemoveGCPrologueCallback" CALLBACK);
    gc_remover after = (gc_remover)heaptide_v8_function("_ZN2v87Isolate24RemoveGCEpilogueCallback" CALLBACK);
    if (!before || !after) return;
    before(counter->isolate, begin, counter);
    after(counter->isolate, end, counter);
    munmap(counter->page, HEAPTIDE_COLLECTIONS_BYTES);
    free(counter);
}

static void start(napi_env environment, struct heaptide_collections *page, int64_t interval, int64_t limit) {
    void *(*current)(void) = (void *(*)(void))heaptide_v8_function("_ZN2v87Isolate10GetCurrentEv");
    gc_adder before = (gc_adder)heaptide_v8_function("_ZN2v87Isolate21AddGCPrologueCallback" CALLBACK "S2_");
    gc_adder after = (gc_adder)heaptide_v8_function("_ZN2v87Isolate21AddGCEpilogueCallback" CALLBACK "S2_");
    struct counter *counter = current && before && after ? calloc(1, sizeof *counter) : 0;
    if (!counter) return;
    counter->page = page;
    counter->isolate = current();
    int types = scavenge | minor_mark_sweep | mark_sweep_compact | incremental_marking;
    before(counter->isolate, begin, counter, types);
    after(counter->isolate, end, counter, types);
    // The process's own heap counts to its end.
    if (gettid() != getpid()) {
        napi_add_env_cleanup_hook(environment, stop, counter);
    } else if (interval > 0) {
        heaptide_start_sampling(page, counter->isolate, (uint64_t)interval, (uint64_t)limit);
    }
    heaptide_store32(&page->magic, HEAPTIDE_COLLECTIONS_MAGIC);
}

/// A number among an object's properties; 0 if there is none.
static int64_t number(napi_env environment, napi_value object, const char *name) {
    napi_value value = 0;
    int64_t number = 0;
    if (napi_get_named_property(environment, object, name, &value) != 0) return 0;
    return napi_get_value_int64(environment, value, &number) == 0 ? number : 0;
}

/// Node calls this for `process.dlopen({exports: {path, interval, limit}}, library)`: the page's file, mean bytes between
/// two samples, and the bytes that the heap may have.
__attribute__((visibility("default")))
napi_value napi_register_module_v1(napi_env environment, napi_value exports) {
    char path[4096];
    size_t length = 0;
    napi_value value = 0;
    if (!napi_get_named_property || !napi_get_value_string_utf8 || !napi_get_value_int64 || !napi_add_env_cleanup_hook) {
        return exports;
    }
    if (napi_get_named_property(environment, exports, "path", &value) != 0) return exports;
    if (napi_get_value_string_utf8(environment, value, path, sizeof path, &length) != 0) return exports;
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return exports;
    void *page = mmap(0, HEAPTIDE_COLLECTIONS_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (page == MAP_FAILED) return exports;
    start(environment, page, number(environment, exports, "interval"), number(environment, exports, "limit"));
    return exports;
}
