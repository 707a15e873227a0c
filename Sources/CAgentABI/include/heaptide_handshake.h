// The handshake over the recorder's Unix socket: the agent sends one hello with the ring's memfd (SCM_RIGHTS), the
// recorder answers with one welcome, and both close the socket. The program is left with no descriptor of ours.
#pragma once
#include <stdint.h>

#define HEAPTIDE_ABI_VERSION 4
#define HEAPTIDE_SOCKET_VARIABLE "HEAPTIDE_SOCKET"
#define HEAPTIDE_NATIVE_VARIABLE "HEAPTIDE_NATIVE"
// Beside the socket of that variable, the one for heap walks: its path ends in the second name instead of the first.
#define HEAPTIDE_SOCKET_NAME "agent"
#define HEAPTIDE_HEAP_SOCKET_NAME "heaps"

struct heaptide_hello {
    uint32_t abi_version;
    int32_t pid;
    int32_t parent_pid;
    uint32_t forked;        // 1: this process was forked from a recorded one, and shares its memory's past
    uint32_t refusal;       // heaptide_refusal: why the agent cannot record here, 0 = it can
    uint32_t minor;         // CPython 3.minor
    char version[64];       // Py_GetVersion(), cut
};

struct heaptide_welcome {
    uint32_t abi_version;
    uint32_t verdict;       // heaptide_verdict
    uint32_t snapshot;      // heaptide_snapshot_wish
};

enum heaptide_snapshot_wish {
    HEAPTIDE_SNAPSHOT_AT_EXIT = 1,  // send the heap before the interpreter tears itself down
    HEAPTIDE_SNAPSHOT_VALUES = 2,   // with the text of strings
};

enum heaptide_verdict {
    HEAPTIDE_VERDICT_RECORD = 1,
    HEAPTIDE_VERDICT_IGNORE = 2,   // go on unrecorded
    HEAPTIDE_VERDICT_END = 3,      // end the program with exit status 2, before it has done anything
};

enum heaptide_refusal {
    HEAPTIDE_REFUSAL_NONE = 0,
    HEAPTIDE_REFUSAL_VERSION = 1,        // a CPython that this agent has no layout for
    HEAPTIDE_REFUSAL_FREE_THREADED = 2,
    HEAPTIDE_REFUSAL_NOT_CPYTHON = 3,    // PyPy, GraalPy: the C API without CPython's insides
    HEAPTIDE_REFUSAL_DEBUG_BUILD = 4,
    HEAPTIDE_REFUSAL_SYMBOLS = 5,        // a symbol that every supported build exports is missing
    HEAPTIDE_REFUSAL_FRAMES = 6,         // what the layout reads of frames is not what the public API says
    HEAPTIDE_REFUSAL_CODE = 7,           // the same of code objects
    HEAPTIDE_REFUSAL_STRINGS = 8,        // the same of strings
    HEAPTIDE_REFUSAL_HEAP = 9,           // the same of what a heap walk reads: types, interpreters, dicts, the collector
};
