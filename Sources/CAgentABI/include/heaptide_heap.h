// What a heap walk sends: a stream of 64-bit words over a Unix socket, written by a forked child of the program, read by
// whoever asked for the snapshot. A record begins with a word
//
//   bits 0-47 address (or count) | 48-55 detail | 56-63 tag
//
// and has as many words as its tag says. EDGE and ITEMS belong to the last OBJECT, LEAF or SYNTHETIC. An object comes
// once; what it refers to may come before or after it, or not at all (a pointer to something that is no object).
#pragma once
#include <stdint.h>

#define HEAPTIDE_HEAP_MAGIC 0x706165686468ull  // "hdheap"
#define HEAPTIDE_HEAP_VERSION 4

enum heaptide_heap_tag {
    HEAPTIDE_HEAP_BEGIN = 1,      // address = magic, detail = heaptide_heap_reason; then: version | minor << 32;
                                  // pid | serial << 32; seconds since 1970
    HEAPTIDE_HEAP_TYPE = 2,       // address of a type, detail = heaptide_heap_type_flags; then: name bytes, the name
    HEAPTIDE_HEAP_OBJECT = 3,     // address, detail = heaptide_heap_object_flags; then: size | type << 40;
                                  // reference count | bytes that __slots__ would save << 32
    HEAPTIDE_HEAP_LEAF = 4,       // as OBJECT, of something that refers to nothing; then: size | type << 40; hash of its
                                  // content, comparable within one snapshot, or 0
    HEAPTIDE_HEAP_EDGE = 5,       // address of the target, detail = heaptide_heap_edge; then: name (an address that a
                                  // NAME has announced, or 0) or index
    HEAPTIDE_HEAP_ITEMS = 6,      // address = count, detail = heaptide_heap_edge; then: first index; the targets, 0 = none
    HEAPTIDE_HEAP_NAME = 7,       // address = its identity, detail = bytes a character; then: bytes; the characters
    HEAPTIDE_HEAP_SYNTHETIC = 8,  // address = identity, detail = heaptide_heap_synthetic; then: number; name; file
    HEAPTIDE_HEAP_VALUE = 9,      // address of a str or bytes, detail = bytes a character; then: bytes; the characters
    HEAPTIDE_HEAP_END = 10,       // then: objects and leaves sent; edges sent; nanoseconds since BEGIN
    HEAPTIDE_HEAP_OPAQUE = 11,    // address of an object whose type's own code failed on it; its edges are incomplete
    HEAPTIDE_HEAP_ROOM = 13,      // of the last OBJECT, a collection, address = items in it; then: items that it has room
                                  // for | bytes of unused room << 32. Left out if there is something in it and all is used
    HEAPTIDE_HEAP_RUNTIME = 14,   // then: bytes; the interpreter's version, "3.12.1 (main, …"
    HEAPTIDE_HEAP_CELL = 15,      // address of a cell; then: the name of the variable that it holds
    HEAPTIDE_HEAP_TARGET = 12,    // the file that the snapshot is to become; then: bytes; the path, absolute
};

// Why a walk is sent, and who decides what becomes of it.
enum heaptide_heap_reason {
    HEAPTIDE_HEAP_ASKED = 0,      // somebody asked: `heaptide snapshot`, or the program itself (with a TARGET)
    HEAPTIDE_HEAP_EXIT = 1,       // the program ends
    HEAPTIDE_HEAP_PEAK = 2,       // the recorder has seen the heap grow
};

enum heaptide_heap_type_flags {
    HEAPTIDE_HEAP_TYPE_HEAP = 1,        // a type that is itself an object of the heap
    HEAPTIDE_HEAP_TYPE_FINALIZER = 2,   // it has __del__
    HEAPTIDE_HEAP_TYPE_CATEGORY = 2,    // shift: category in bits 2-5
};
enum heaptide_heap_category {
    HEAPTIDE_HEAP_CATEGORY_OBJECT = 0, HEAPTIDE_HEAP_CATEGORY_STRING = 1, HEAPTIDE_HEAP_CATEGORY_NUMBER = 2,
    HEAPTIDE_HEAP_CATEGORY_COLLECTION = 3, HEAPTIDE_HEAP_CATEGORY_CODE = 4, HEAPTIDE_HEAP_CATEGORY_TYPE = 5,
    HEAPTIDE_HEAP_CATEGORY_MODULE = 6, HEAPTIDE_HEAP_CATEGORY_FRAME = 7, HEAPTIDE_HEAP_CATEGORY_INSTANCE = 8,
    HEAPTIDE_HEAP_CATEGORY_NATIVE = 9,  // memory of a C extension: an array's buffer
};
enum heaptide_heap_object_flags {
    HEAPTIDE_HEAP_TRACKED = 1,    // the cycle collector knows it
    HEAPTIDE_HEAP_IMMORTAL = 2,
    HEAPTIDE_HEAP_STATIC = 4,     // part of the interpreter's own image: no block of the heap
    HEAPTIDE_HEAP_INTERNED = 8,
    HEAPTIDE_HEAP_LIBRARY = 64,   // a module of the interpreter or its standard library
    HEAPTIDE_HEAP_PREFIX = 4,     // shift: 16-byte units between the block's start and the object in bits 4-5
};
// Low four bits what the edge's word means, the next two how it holds.
enum heaptide_heap_edge {
    HEAPTIDE_HEAP_EDGE_UNNAMED = 0,
    HEAPTIDE_HEAP_EDGE_PROPERTY = 1,    // name: an attribute, a slot
    HEAPTIDE_HEAP_EDGE_KEY = 2,         // name: the value under a str key, 0 = a key that is not told
    HEAPTIDE_HEAP_EDGE_ELEMENT = 3,     // index: an item, the value under an int key
    HEAPTIDE_HEAP_EDGE_VARIABLE = 4,    // name: a local variable
    HEAPTIDE_HEAP_EDGE_INTERNAL = 5,    // name: of the interpreter's making, as __closure__
    HEAPTIDE_HEAP_EDGE_ATTRIBUTES = 6,  // the dict that holds the attributes
    HEAPTIDE_HEAP_EDGE_MEMBER = 7,      // a member without an index: of a set, a dict's key itself
    HEAPTIDE_HEAP_EDGE_POSSIBLE = 8,    // a word of a running frame's stack, which may be old: it counts if the target has
                                        // more references than are accounted for, and is left out otherwise
    HEAPTIDE_HEAP_EDGE_PART = 9,        // name: a part of the object that is no step of a path, as __closure__
    HEAPTIDE_HEAP_EDGE_WEAK = 16,
    HEAPTIDE_HEAP_EDGE_SHORTCUT = 32,   // holds, but explains nothing: a function's globals
};
enum heaptide_heap_synthetic {
    HEAPTIDE_HEAP_SYNTHETIC_INTERPRETER = 1,  // number = its id
    HEAPTIDE_HEAP_SYNTHETIC_THREAD = 2,       // number = pthread_self(), name = as threading knows it, or 0
    HEAPTIDE_HEAP_SYNTHETIC_FRAME = 3,        // of the last THREAD, number = line, name = function, file
    HEAPTIDE_HEAP_SYNTHETIC_MODULES = 4,      // of the last INTERPRETER
};

// Names that need no NAME record: their identity is their number.
#define HEAPTIDE_HEAP_NAMES \
    "", "__closure__", "__code__", "__globals__", "__defaults__", "__kwdefaults__", "__annotations__", "__name__", \
    "__qualname__", "__module__", "__doc__", "__dict__", "__func__", "__self__", "cell_contents", "tb_next", "tb_frame", \
    "args", "__notes__", "__traceback__", "__context__", "__cause__", "co_consts", "co_names", "co_filename", "co_name", \
    "co_code", "co_linetable", "co_varnames", "co_qualname", "co_exceptiontable", "co_freevars", "co_cellvars", \
    "__bases__", "__mro__", "__base__", "callback", "referent", "modules", "sys", "builtins", "exception", \
    "thread-local storage", "context", "profile function", "trace function", "f_back", "f_locals", "f_builtins", \
    "f_func", "base", "dtype", "f_trace", "frame", "cache", "interpreter state", "co_lnotab", "gi_frame", "__subclasses__", "tzinfo"
enum heaptide_heap_name {
    HEAPTIDE_NAME_NONE, HEAPTIDE_NAME_CLOSURE, HEAPTIDE_NAME_CODE, HEAPTIDE_NAME_GLOBALS, HEAPTIDE_NAME_DEFAULTS,
    HEAPTIDE_NAME_KWDEFAULTS, HEAPTIDE_NAME_ANNOTATIONS, HEAPTIDE_NAME_NAME, HEAPTIDE_NAME_QUALNAME,
    HEAPTIDE_NAME_MODULE, HEAPTIDE_NAME_DOC, HEAPTIDE_NAME_DICT, HEAPTIDE_NAME_FUNC, HEAPTIDE_NAME_SELF,
    HEAPTIDE_NAME_CELL_CONTENTS, HEAPTIDE_NAME_TB_NEXT, HEAPTIDE_NAME_TB_FRAME, HEAPTIDE_NAME_ARGS,
    HEAPTIDE_NAME_NOTES, HEAPTIDE_NAME_TRACEBACK, HEAPTIDE_NAME_CONTEXT, HEAPTIDE_NAME_CAUSE,
    HEAPTIDE_NAME_CO_CONSTS, HEAPTIDE_NAME_CO_NAMES, HEAPTIDE_NAME_CO_FILENAME, HEAPTIDE_NAME_CO_NAME,
    HEAPTIDE_NAME_CO_CODE, HEAPTIDE_NAME_CO_LINETABLE, HEAPTIDE_NAME_CO_VARNAMES, HEAPTIDE_NAME_CO_QUALNAME,
    HEAPTIDE_NAME_CO_EXCEPTIONTABLE, HEAPTIDE_NAME_CO_FREEVARS, HEAPTIDE_NAME_CO_CELLVARS, HEAPTIDE_NAME_BASES,
    HEAPTIDE_NAME_MRO, HEAPTIDE_NAME_BASE, HEAPTIDE_NAME_CALLBACK, HEAPTIDE_NAME_REFERENT, HEAPTIDE_NAME_MODULES,
    HEAPTIDE_NAME_SYS, HEAPTIDE_NAME_BUILTINS, HEAPTIDE_NAME_EXCEPTION, HEAPTIDE_NAME_THREAD_LOCALS,
    HEAPTIDE_NAME_CONTEXT_VARIABLES, HEAPTIDE_NAME_PROFILE, HEAPTIDE_NAME_TRACE, HEAPTIDE_NAME_F_BACK,
    HEAPTIDE_NAME_F_LOCALS, HEAPTIDE_NAME_F_BUILTINS, HEAPTIDE_NAME_F_FUNC, HEAPTIDE_NAME_ARRAY_BASE,
    HEAPTIDE_NAME_DTYPE, HEAPTIDE_NAME_F_TRACE, HEAPTIDE_NAME_FRAME, HEAPTIDE_NAME_TYPE_CACHE,
    HEAPTIDE_NAME_INTERPRETER_STATE, HEAPTIDE_NAME_CO_LNOTAB, HEAPTIDE_NAME_GI_FRAME,
    HEAPTIDE_NAME_SUBCLASSES, HEAPTIDE_NAME_TZINFO, HEAPTIDE_NAME_COUNT,
};

static inline const char *heaptide_heap_name_text(int name) {
    static const char *const names[] = {HEAPTIDE_HEAP_NAMES};
    return name >= 0 && name < HEAPTIDE_NAME_COUNT ? names[name] : "";
}

#define HEAPTIDE_HEAP_DETAIL_SHIFT 48
#define HEAPTIDE_HEAP_TAG_SHIFT 56
#define HEAPTIDE_HEAP_SIZE_BITS 40
#define HEAPTIDE_HEAP_LONGEST_NAME 400

// What is asked of the agent: the argument of `heaptide_walk` is "SOCKET OPTIONS" or "SOCKET OPTIONS PATH": a Unix socket
// that waits for the stream, a decimal number of heaptide_heap_option, and what is sent as TARGET.
enum heaptide_heap_option {
    HEAPTIDE_HEAP_VALUES = 1,     // send the text of strings too
    HEAPTIDE_HEAP_FOR_PEAK = 2,   // it is the recorder that asks, who has seen the heap grow
};
#define HEAPTIDE_HEAP_LONGEST_TARGET 4096

// What the entry points answer; 0 or less: a child walks and sends, and the program stood still for so many microseconds.
enum heaptide_heap_answer {
    HEAPTIDE_HEAP_STARTED = 0,
    HEAPTIDE_HEAP_BUSY = 1,       // the collector is at work: ask again
    HEAPTIDE_HEAP_NO_FORK = 2,    // the kernel refused a child
    HEAPTIDE_HEAP_NO_SOCKET = 3,  // nobody waits for it: no recorder, or it has ended
    HEAPTIDE_HEAP_BAD_PATH = 4,   // no path, or one that is too long
    HEAPTIDE_HEAP_UNSUPPORTED = 64,  // and above: 64 + heaptide_refusal
};

// An order: whoever makes a recorded program send its heap tells the recorder first, over the same socket. The recorder
// answers one byte, 1 if it records the process; later it is told for how long the program stood still, and answers with
// one line of text: empty if the snapshot is written, else why not.
#define HEAPTIDE_ORDER_MAGIC 0x726564726f6468ull  // "hdorder"
struct heaptide_heap_order {
    uint64_t magic;
    int32_t pid;
    uint32_t target_bytes;        // the path follows
};
