#pragma once
#include <CNodeABI.h>
#include <dlfcn.h>

/// A function of V8's by its symbol; null if there is none.
static inline void *heaptide_v8_function(const char *name) { return dlsym(RTLD_DEFAULT, name); }

/// Has the main thread's allocations sampled from now on.
///
/// `limit`: the bytes that the heap may have, as Node says; tells whether V8's table of figures is laid out as expected.
void heaptide_start_sampling(struct heaptide_collections *page, void *isolate, uint64_t interval, uint64_t limit);

/// Ends the sampling soon if nobody is there any more who would read it. May be called while garbage is collected.
void heaptide_look_for_recorder(struct heaptide_collections *page);

/// The program has ended, and its main thread is about to wait for whoever listens to its inspector: collects what is
/// garbage, so that what is left is what was kept.
void heaptide_collect_at_end(void);
