// The ring's records. A record is two 64-bit words, 16 bytes:
//
//   word 0   bits 0-47 address or id | 48-53 operation | 54-56 class | 57-62 zero or leaf | 63 lap
//   word 1   bits 0-47 size or two 24-bit fields       | 48-63 thread
//
// The lap bit says that the slot was written in this lap of the ring: 1 in even laps, 0 in odd ones, so that a fresh
// (zeroed) ring holds no record. A block is recorded as allocated after the allocator returned it and as freed before
// the allocator gets it back: in the ring's order, an address is never allocated twice.
#pragma once
#include <stdint.h>

enum heaptide_operation {
    HEAPTIDE_OP_ALLOCATE = 1,       // address, size
    HEAPTIDE_OP_FREE = 2,           // address
    HEAPTIDE_OP_REALLOCATE = 3,     // old address: the block leaves the live table until one of the next two
    HEAPTIDE_OP_REALLOCATED = 4,    // new address, new size
    HEAPTIDE_OP_REALLOCATE_FAILED = 5,  // old address: the block is back, unchanged
    HEAPTIDE_OP_MAP = 6,            // anonymous mapping: address, size
    HEAPTIDE_OP_UNMAP = 7,          // address, size: any part of what is mapped
    HEAPTIDE_OP_REMAP = 8,          // old address, old size
    HEAPTIDE_OP_REMAPPED = 9,       // new address, new size (the old ones if the call failed)
    HEAPTIDE_OP_ARENA_MAP = 10,     // pymalloc arena: address, size. Slack, never use
    HEAPTIDE_OP_ARENA_UNMAP = 11,   // address, size
    HEAPTIDE_OP_THREAD = 12,        // address = native thread id: this thread number is somebody new, its stack is empty
    HEAPTIDE_OP_PUSH = 13,          // address = code id (0: a frame without Python code), low 24 = offset, high 24 = depth
    HEAPTIDE_OP_POP = 14,           // high 24 = depth: frames at this depth and above are gone
    HEAPTIDE_OP_CODE = 15,          // address = code id, size = first line number
    HEAPTIDE_OP_CODE_DATA = 16,     // address = code id, class = heaptide_code_field, size = bytes that follow in slots
    HEAPTIDE_OP_READY = 17,         // the interpreter runs, and the stack walk was checked against its public API
    HEAPTIDE_OP_REFUSED = 18,       // the check failed; address = heaptide_refusal; no more records follow
    HEAPTIDE_OP_EXIT = 19,          // the process exits in an orderly way: size = peak resident bytes, or 0;
                                    // address = 256 + exit code, 0 = not known yet
    HEAPTIDE_OP_CEILING = 20,       // an allocation was denied at the memory ceiling: size = bytes asked for
    HEAPTIDE_OP_SNAPSHOT = 22,      // the heap is cloned now: what is live has the stacks that a snapshot shows;
                                    // address = the walk's serial number
    HEAPTIDE_OP_SNAPSHOT_PAUSE = 26,  // address = serial, size = microseconds that the program stood still;
                                      // all ones: there is no walk after all
    HEAPTIDE_OP_MARK = 23,          // heaptide_mark: address = resident bytes, size = bytes of the name that follow in slots
    HEAPTIDE_OP_FINALIZING = 21,    // the interpreter begins to tear itself down: what is live now is what the program kept
    // A PUSH of the leaf and what follows it, in one: low 24 = size, high 24 = offset, and a heaptide_leaf.
    HEAPTIDE_OP_ALLOCATE_AT = 24,
    HEAPTIDE_OP_REALLOCATED_AT = 25,
};

// How far the leaf is from where it was: so many frames have returned (0: it has only gone on), or one was called, whose
// code is the one that was told of last for a frame at this depth of this thread.
enum heaptide_leaf {
    HEAPTIDE_LEAF_MOST_RETURNED = 62,
    HEAPTIDE_LEAF_CALLED = 63,
};

// Who answers for a block. The first two are CPython's allocator domains, the third what C code asks of libc.
enum heaptide_class {
    HEAPTIDE_CLASS_OBJECT = 0,  // PyObject_* and PyMem_* (pymalloc)
    HEAPTIDE_CLASS_RAW = 1,     // PyMem_Raw*
    HEAPTIDE_CLASS_NATIVE = 2,  // malloc and its family, called by anything but CPython's allocators
    HEAPTIDE_CLASS_MAPPING = 3, // anonymous mmap
    HEAPTIDE_CLASS_COUNT = 4,
};

enum heaptide_code_field {
    HEAPTIDE_CODE_FILE_1 = 0, HEAPTIDE_CODE_FILE_2 = 1, HEAPTIDE_CODE_FILE_4 = 2,  // 1, 2 or 4 bytes a character
    HEAPTIDE_CODE_NAME_1 = 3, HEAPTIDE_CODE_NAME_2 = 4, HEAPTIDE_CODE_NAME_4 = 5,
    HEAPTIDE_CODE_LINES = 6,  // the interpreter's own line table
};

#define HEAPTIDE_ADDRESS_BITS 48
#define HEAPTIDE_ADDRESS_MASK ((1ull << 48) - 1)
#define HEAPTIDE_OPERATION_SHIFT 48
#define HEAPTIDE_OPERATION_MASK 63ull
#define HEAPTIDE_CLASS_SHIFT 54
#define HEAPTIDE_CLASS_MASK 7ull
#define HEAPTIDE_LEAF_SHIFT 57
#define HEAPTIDE_LEAF_MASK 63ull
#define HEAPTIDE_LAP_BIT (1ull << 63)
#define HEAPTIDE_SIZE_MASK ((1ull << 48) - 1)
#define HEAPTIDE_FIELD_MASK ((1ull << 24) - 1)
#define HEAPTIDE_DEPTH_SHIFT 24
#define HEAPTIDE_THREAD_SHIFT 48
#define HEAPTIDE_THREAD_COUNT 65536

struct heaptide_record {
    uint64_t word0;
    uint64_t word1;
};
_Static_assert(sizeof(struct heaptide_record) == 16, "a record is 16 bytes");
