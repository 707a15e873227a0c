// Everything that the agent (inside the program) and the recorder (outside) share. Both are built from this header,
// and the handshake compares HEAPTIDE_ABI_VERSION, so a change of any line here raises that number.
#pragma once
#include "heaptide_atomics.h"
#include "heaptide_handshake.h"
#include "heaptide_heap.h"
#include "heaptide_records.h"
#include "heaptide_ring.h"
