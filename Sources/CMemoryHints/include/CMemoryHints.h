// What Swift cannot say to the processor: which memory is needed soon.
#pragma once

/// Starts fetching the cache line at `address` for reading. Any address will do, mapped or not.
static inline void heaptide_will_read(const void *address) { __builtin_prefetch(address, 0, 3); }
