// Where each supported minor version keeps what a heap walk reads: byte offsets into CPython's own structs. Printed from
// the headers of 3.9.18, 3.10.13, 3.11.7, 3.12.1 and 3.13.0; 3.14 from its headers as of 3.14.10. Nothing here is trusted
// before `checkHeapLayout` has compared it with the running interpreter.
#pragma once
#include <stdint.h>

struct heaptide_py_heap_layout {
    uint32_t minor;
    // Interpreters and their collector.
    uint32_t runtime_interpreters;   // _PyRuntime: first interpreter
    uint32_t interpreter_next;
    uint32_t interpreter_id;
    uint32_t interpreter_threads;    // first thread state
    uint32_t interpreter_modules;
    uint32_t interpreter_sysdict;
    uint32_t interpreter_builtins;
    uint32_t interpreter_gc;
    uint32_t gc_generation0;         // pointer to the first of three lists, 24 bytes apart
    uint32_t gc_permanent;
    uint32_t gc_collecting;          // int32
    // Thread states.
    uint32_t thread_next;
    uint32_t thread_dict;
    uint32_t thread_context;
    uint32_t thread_exception;       // exception being raised (up to 3.11 its value)
    uint32_t thread_profile;         // c_profileobj; c_traceobj follows
    // Tuples, types, functions.
    uint32_t tuple_items;
    uint32_t type_cached_keys;
    uint32_t type_qualname;
    uint32_t function_fields;        // 1: the order of 3.10 and later
    // Code and frames.
    uint32_t code_nlocals;           // int32: number of locals (from 3.11 with cells and free variables)
    uint32_t code_stacksize;         // int32
    uint32_t code_local_names;       // tuple of names
    uint32_t frame_locals;           // first local
    uint32_t generator_frame;        // where a generator's frame begins; up to 3.10 a pointer to it
    int32_t generator_state;         // int8; -1 up to 3.10
    // dict keys.
    uint32_t keys_entries;           // number of entries used
    uint32_t keys_usable;            // entries still free
    uint32_t keys_indices;           // start of the index table
};

static const struct heaptide_py_heap_layout heaptide_py_heap_layouts[] = {
    {9, 32, 0, 24, 8, 856, 872, 880, 616, 96, 104, 200, 8, 152, 240, 96, 72, 24, 864, 856, 0, 28, 32, 72, 360, 16, -1, 32, 24, 40},
    {10, 32, 0, 24, 8, 856, 872, 880, 616, 96, 104, 200, 8, 152, 240, 96, 72, 24, 872, 864, 1, 28, 32, 72, 352, 16, -1, 32, 24, 40},
    {11, 40, 0, 48, 16, 888, 904, 912, 648, 96, 104, 200, 8, 128, 224, 104, 80, 24, 872, 864, 1, 76, 68, 96, 72, 80, 75, 24, 16, 32},
    {12, 40, 0, 8, 72, 944, 352, 360, 112, 96, 104, 200, 8, 112, 208, 96, 80, 24, 880, 872, 1, 72, 64, 96, 72, 72, 67, 24, 16, 32},
    {13, 632, 7264, 7272, 7344, 7656, 7640, 7648, 7400, 96, 104, 200, 8, 128, 208, 112, 96, 24, 880, 872, 1, 72, 64, 96, 72, 72, 67, 24, 16, 32},
    {14, 808, 7272, 7280, 7344, 7688, 7672, 7680, 7408, 256, 96, 192, 8, 128, 208, 112, 96, 32, 880, 872, 1, 72, 64, 96, 80, 72, 67, 24, 16, 32},
};
static inline struct heaptide_py_heap_layout heaptide_heap_layout_at(int index) { return heaptide_py_heap_layouts[index]; }

// Offsets that never moved from 3.9 to 3.14.
enum heaptide_py_offset {
    HEAPTIDE_PY_THREAD_INTERPRETER = 16,
    HEAPTIDE_PY_VAR_SIZE = 16,
    HEAPTIDE_PY_TYPE_NAME = 24, HEAPTIDE_PY_TYPE_BASICSIZE = 32, HEAPTIDE_PY_TYPE_ITEMSIZE = 40,
    HEAPTIDE_PY_TYPE_DEALLOC = 48, HEAPTIDE_PY_TYPE_WEAKLISTOFFSET = 208,
    HEAPTIDE_PY_TYPE_FLAGS = 168, HEAPTIDE_PY_TYPE_TRAVERSE = 184,
    HEAPTIDE_PY_TYPE_MEMBERS = 240,
    HEAPTIDE_PY_TYPE_BASE = 256, HEAPTIDE_PY_TYPE_DICT = 264, HEAPTIDE_PY_TYPE_DICTOFFSET = 288,
    HEAPTIDE_PY_TYPE_IS_GC = 328, HEAPTIDE_PY_TYPE_BASES = 336, HEAPTIDE_PY_TYPE_MRO = 344, HEAPTIDE_PY_TYPE_CACHE = 352,
    HEAPTIDE_PY_TYPE_SUBCLASSES = 360,
    HEAPTIDE_PY_TYPE_DEL = 376, HEAPTIDE_PY_TYPE_FINALIZE = 392,
    HEAPTIDE_PY_LIST_ITEMS = 24, HEAPTIDE_PY_LIST_ALLOCATED = 32,
    HEAPTIDE_PY_DICT_USED = 16, HEAPTIDE_PY_DICT_KEYS = 32, HEAPTIDE_PY_DICT_VALUES = 40,
    HEAPTIDE_PY_SET_FILL = 16, HEAPTIDE_PY_SET_USED = 24, HEAPTIDE_PY_SET_MASK = 32, HEAPTIDE_PY_SET_TABLE = 40,
    HEAPTIDE_PY_SET_SMALLTABLE = 64,
    HEAPTIDE_PY_CELL_VALUE = 16, HEAPTIDE_PY_METHOD_FUNC = 16, HEAPTIDE_PY_METHOD_SELF = 24,
    HEAPTIDE_PY_BUILTIN_SELF = 24, HEAPTIDE_PY_BUILTIN_MODULE = 32,
    HEAPTIDE_PY_WEAKREF_REFERENT = 16, HEAPTIDE_PY_WEAKREF_CALLBACK = 24,
    HEAPTIDE_PY_MODULE_DICT = 16, HEAPTIDE_PY_BYTEARRAY_ALLOCATED = 24,
    HEAPTIDE_PY_CODE_LOCAL_KINDS = 104,  // from 3.11 on
    HEAPTIDE_PY_TRACEBACK_NEXT = 16, HEAPTIDE_PY_TRACEBACK_FRAME = 24,
    HEAPTIDE_PY_FRAME_STACK_POINTER = 64,  // 3.14: of an interpreter frame, above its value stack
    HEAPTIDE_PY_FRAME_OBJECT_FRAME = 24,  // from 3.11: the interpreter frame of a frame object
};
enum heaptide_py_type_flag {
    HEAPTIDE_PY_FLAG_STATIC_BUILTIN = 1 << 1, HEAPTIDE_PY_FLAG_INLINE_VALUES = 1 << 2, HEAPTIDE_PY_FLAG_MANAGED_WEAKREF = 1 << 3,
    HEAPTIDE_PY_FLAG_MANAGED_DICT = 1 << 4, HEAPTIDE_PY_FLAG_HEAP_TYPE = 1 << 9, HEAPTIDE_PY_FLAG_GC = 1 << 14,
};
