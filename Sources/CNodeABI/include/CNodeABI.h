// What the library in a recorded Node counts of V8's garbage collections, and the recorder reads: one page of a file
// that both map, per V8 heap. It stays readable when the program is killed.
#pragma once
#include <stdint.h>

/// "hpgc", little endian; written last, when all else is in place.
#define HEAPTIDE_COLLECTIONS_MAGIC 0x63677068u
/// Bytes of the file.
#define HEAPTIDE_COLLECTIONS_BYTES 4096

enum {
    HEAPTIDE_MINOR_COLLECTIONS = 0,
    HEAPTIDE_MAJOR_COLLECTIONS = 1,
    /// Beginnings of incremental marking; its steps are not counted.
    HEAPTIDE_INCREMENTAL_COLLECTIONS = 2,
    /// Those that the recorder wants, but for a profile that begins with one.
    HEAPTIDE_ASKED_COLLECTIONS = 3,
    HEAPTIDE_COLLECTION_KINDS = 4,
    HEAPTIDE_NOTED_COLLECTIONS = 8,
};

/// What `asked` says.
enum {
    HEAPTIDE_NOTHING_ASKED = 0,
    /// Major collections are noted one by one: the last of them is the profile's that the recorder asks for.
    HEAPTIDE_PROFILE_ASKED = 1,
    /// All collections are the recorder's: for a heap snapshot, or for the last profile.
    HEAPTIDE_SNAPSHOT_ASKED = 2,
};

/// Pauses of one kind. Nanoseconds; moments by CLOCK_MONOTONIC.
struct heaptide_pauses {
    uint64_t count;
    uint64_t nanoseconds;
    uint64_t longest;
    uint64_t longest_at;
};

/// One pause.
struct heaptide_noted {
    uint64_t nanoseconds;
    uint64_t at;
};

/// The page. `asked` and `noted_count` back to 0 are the recorder's to write, the latter while nothing is asked; all
/// else is the program's.
struct heaptide_collections {
    uint32_t magic;
    uint32_t asked;
    struct heaptide_pauses kinds[HEAPTIDE_COLLECTION_KINDS];
    uint64_t noted_count;
    struct heaptide_noted noted[HEAPTIDE_NOTED_COLLECTIONS];
    /// Mean bytes between two samples of what is allocated, if the library takes them; else 0.
    uint64_t sampling_interval;
    /// Bytes in use when the program had ended, before what is garbage by then was collected; 0 = not known.
    uint64_t used_at_end;
};

static inline uint64_t heaptide_load64(const uint64_t *place) { return __atomic_load_n(place, __ATOMIC_ACQUIRE); }
static inline void heaptide_store64(uint64_t *place, uint64_t value) { __atomic_store_n(place, value, __ATOMIC_RELEASE); }
static inline uint32_t heaptide_load32(const uint32_t *place) { return __atomic_load_n(place, __ATOMIC_ACQUIRE); }
static inline void heaptide_store32(uint32_t *place, uint32_t value) { __atomic_store_n(place, value, __ATOMIC_RELEASE); }
