// The ring: one page of header, then the records. A memfd of the program, mapped by both sides; many producers, one
// consumer. Every group of fields that one side writes has a cache line of its own.
#pragma once
#include <pthread.h>
#include <stdint.h>
#include "heaptide_records.h"

#define HEAPTIDE_RING_MAGIC 0x6564697470616568ull  // "heaptide"
#define HEAPTIDE_RING_BITS 18
#define HEAPTIDE_RING_CAPACITY (1ull << HEAPTIDE_RING_BITS)
#define HEAPTIDE_RING_MASK (HEAPTIDE_RING_CAPACITY - 1)
#define HEAPTIDE_RING_HEADER_BYTES 4096
#define HEAPTIDE_RING_BYTES (HEAPTIDE_RING_HEADER_BYTES + HEAPTIDE_RING_CAPACITY * sizeof(struct heaptide_record))

enum heaptide_ring_state {
    HEAPTIDE_RING_RECORDING = 0,
    HEAPTIDE_RING_DETACHED = 1,  // the recorder takes no more records: the program goes on unrecorded
    HEAPTIDE_RING_END_PROGRAM = 2,  // set after a refusal: the agent ends the program with exit status 2
};

struct heaptide_ring_header {
    uint64_t magic;
    uint64_t abi_version;
    uint64_t padding0[6];
    // Producers: the next slot to reserve.
    uint64_t head;
    uint64_t padding1[7];
    // Producers: all bytes ever asked for, kept only while there is a ceiling.
    uint64_t requested_bytes;
    uint64_t padding2[7];
    // Consumer: the first slot that it has not consumed.
    uint64_t tail;
    uint64_t padding3[7];
    // Consumer, rarely: a heaptide_ring_state.
    uint32_t state;
    uint32_t padding4[15];
    // A pthread_mutex_t, robust and shared: the consumer's thread holds it as long as it drains. When that thread
    // dies, the kernel itself marks the first word (FUTEX_OWNER_DIED), which needs no descriptor to see.
    uint64_t alive[8];
    // Memory ceiling in bytes, 0 = none; what was live and had been requested when the consumer last looked.
    uint64_t ceiling_bytes;
    uint64_t live_bytes;
    uint64_t seen_requested_bytes;
    uint64_t resident_over_ceiling;  // 1 while the resident set is over the ceiling
    // Number of the last snapshot that the recorder has asked for, and of the last that it is in a hurry for: the main
    // thread did not come to a safe point.
    uint64_t snapshot_wanted;
    uint64_t snapshot_hurried;
    uint64_t walks_ended;         // walks that the recorder has read to their end: their clones can be collected
};
_Static_assert(sizeof(pthread_mutex_t) <= 64, "the lock fits its place");
_Static_assert(sizeof(struct heaptide_ring_header) <= HEAPTIDE_RING_HEADER_BYTES, "the header is one page");

#define HEAPTIDE_FUTEX_OWNER_DIED 0x40000000u

// Set in the tail by the consumer when the program is to look at the header: every reservation then finds the ring
// seemingly full, and looks. So what is asked seldom costs nothing where it is not asked.
#define HEAPTIDE_RING_ATTENTION (1ull << 63)

// Addresses of the words that are read and written atomically.
static inline uint64_t *heaptide_ring_head(struct heaptide_ring_header *header) { return &header->head; }
static inline uint64_t *heaptide_ring_tail(struct heaptide_ring_header *header) { return &header->tail; }
static inline uint64_t *heaptide_ring_requested(struct heaptide_ring_header *header) { return &header->requested_bytes; }
static inline uint64_t *heaptide_ring_live(struct heaptide_ring_header *header) { return &header->live_bytes; }
static inline uint64_t *heaptide_ring_seen_requested(struct heaptide_ring_header *header) {
    return &header->seen_requested_bytes;
}

/// True once the consumer's thread has ended without unlocking, however it ended.
static inline _Bool heaptide_consumer_died(const struct heaptide_ring_header *header) {
    return (__atomic_load_n((const uint32_t *)header->alive, __ATOMIC_ACQUIRE) & HEAPTIDE_FUTEX_OWNER_DIED) != 0;
}
