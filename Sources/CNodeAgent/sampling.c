// Has V8 sample what the main thread allocates. The inspector's own command does the same, but has V8 collect all garbage
// before each profile; a collection costs a program far more than its pause, for it throws optimised code away. Here V8
// collects when it would anyway, and once more when the program has ended.
#define _GNU_SOURCE
#include "sampling.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    /// As the inspector's command has it.
    stack_depth = 128,
    /// v8::HeapProfiler::SamplingFlags: what was collected is left out, and nothing is collected for a profile.
    no_flags = 0,
    /// v8::MemoryPressureLevel.
    no_pressure = 0,
    critical_pressure = 2,
    /// Words of v8::HeapStatistics, the same in V8 11 to 13, and more than it has.
    used_heap_size = 4,
    heap_size_limit = 5,
    statistics_words = 64,
};

typedef void *(*get_profiler)(void *isolate);
typedef _Bool (*start_profiler)(void *profiler, uint64_t interval, int depth, int flags);
typedef void (*stop_profiler)(void *profiler);
typedef void (*request_interrupt)(void *isolate, void (*callback)(void *isolate, void *data), void *data);
typedef void (*notify_pressure)(void *isolate, int level);
typedef void (*get_statistics)(void *isolate, uint64_t *statistics);

/// The main thread's heap; written by that thread only. The page is null while nothing is sampled.
static struct {
    struct heaptide_collections *page;
    void *isolate;
    notify_pressure notify;
    uint64_t limit;
    char pipe[4096];
} sampled;

void heaptide_start_sampling(struct heaptide_collections *page, void *isolate, uint64_t interval, uint64_t limit) {
    get_profiler profiler = (get_profiler)heaptide_v8_function("_ZN2v87Isolate15GetHeapProfilerEv");
    start_profiler start =
        (start_profiler)heaptide_v8_function("_ZN2v812HeapProfiler25StartSamplingHeapProfilerEmiNS0_13SamplingFlagsE");
    // Without this one nothing would be collected at the end.
    sampled.notify =
        (notify_pressure)heaptide_v8_function("_ZN2v87Isolate26MemoryPressureNotificationENS_19MemoryPressureLevelE");
    const char *folder = getenv("HEAPTIDE_NODE");
    if (!profiler || !start || !sampled.notify || !folder) return;
    int length = snprintf(sampled.pipe, sizeof sampled.pipe, "%s/node", folder);
    if (length < 0 || (size_t)length >= sizeof sampled.pipe) return;
    if (!start(profiler(isolate), interval, stack_depth, no_flags)) return;
    sampled.isolate = isolate;
    sampled.limit = limit;
    sampled.page = page;
    heaptide_store64(&page->sampling_interval, interval);
}

static void stop(void *isolate, void *data) {
    get_profiler profiler = (get_profiler)heaptide_v8_function("_ZN2v87Isolate15GetHeapProfilerEv");
    stop_profiler stop = (stop_profiler)heaptide_v8_function("_ZN2v812HeapProfiler24StopSamplingHeapProfilerEv");
    if (profiler && stop) stop(profiler(isolate));
}

void heaptide_look_for_recorder(struct heaptide_collections *page) {
    if (page != sampled.page || !page) return;
    int error = errno;
    // A pipe that nobody reads cannot be opened.
    int pipe = open(sampled.pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (pipe >= 0) {
        close(pipe);
    } else if (errno == ENXIO || errno == ENOENT) {
        sampled.page = 0;
        request_interrupt request = (request_interrupt)heaptide_v8_function("_ZN2v87Isolate16RequestInterruptEPFvPS0_PvES2_");
        if (request) request(sampled.isolate, stop, 0);
    }
    errno = error;
}

/// Bytes in use; 0 if V8 says it in another way than expected.
static uint64_t used(void) {
    get_statistics get = (get_statistics)heaptide_v8_function("_ZN2v87Isolate17GetHeapStatisticsEPNS_14HeapStatisticsE");
    uint64_t statistics[statistics_words] = {0};
    if (!get) return 0;
    get(sampled.isolate, statistics);
    return statistics[heap_size_limit] == sampled.limit ? statistics[used_heap_size] : 0;
}

void heaptide_collect_at_end(void) {
    struct heaptide_collections *page = sampled.page;
    if (!page || gettid() != getpid()) return;
    heaptide_store64(&page->used_at_end, used());
    heaptide_store32(&page->asked, HEAPTIDE_SNAPSHOT_ASKED);
    sampled.notify(sampled.isolate, critical_pressure);
    sampled.notify(sampled.isolate, no_pressure);
    heaptide_store32(&page->asked, HEAPTIDE_NOTHING_ASKED);
}
