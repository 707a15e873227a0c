// Atomic access to raw shared memory. Swift's `Atomic` is a stored property; the ring is memory of two processes.
#pragma once
#include <stdint.h>

static inline uint64_t heaptide_load_relaxed(const uint64_t *p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
static inline uint64_t heaptide_load_acquire(const uint64_t *p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
static inline void heaptide_store_relaxed(uint64_t *p, uint64_t v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
static inline void heaptide_store_release(uint64_t *p, uint64_t v) { __atomic_store_n(p, v, __ATOMIC_RELEASE); }
static inline uint64_t heaptide_fetch_add(uint64_t *p, uint64_t n) { return __atomic_fetch_add(p, n, __ATOMIC_RELAXED); }
static inline uint64_t heaptide_fetch_add_ordered(uint64_t *p, uint64_t n) {
    return __atomic_fetch_add(p, n, __ATOMIC_SEQ_CST);
}
static inline uint64_t heaptide_fetch_or(uint64_t *p, uint64_t n) { return __atomic_fetch_or(p, n, __ATOMIC_ACQ_REL); }
static inline uint64_t heaptide_fetch_and(uint64_t *p, uint64_t n) { return __atomic_fetch_and(p, n, __ATOMIC_ACQ_REL); }
static inline _Bool heaptide_compare_exchange(uint64_t *p, uint64_t expected, uint64_t desired) {
    return __atomic_compare_exchange_n(p, &expected, desired, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}
static inline uint32_t heaptide_load_acquire32(const uint32_t *p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
static inline void heaptide_store_release32(uint32_t *p, uint32_t v) { __atomic_store_n(p, v, __ATOMIC_RELEASE); }
static inline uint32_t heaptide_exchange32(uint32_t *p, uint32_t v) { return __atomic_exchange_n(p, v, __ATOMIC_ACQ_REL); }
static inline void heaptide_pause(void) { __builtin_ia32_pause(); }
