// What Swift's Glibc does not show.
#pragma once
#include <stdint.h>

/// A descriptor of a sealed memfd of `bytes` zeroed bytes, as an agent passes its ring; -1 if the system refuses.
int heaptide_fuzz_ring(int64_t bytes);
