// The part of CPython that the agent uses, declared by hand so that one binary serves every version: the few public
// structs and signatures, and where each supported minor version keeps what a stack walk reads.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "CPythonHeap.h"

// Public API (stable since 3.5): allocators of one domain, and of pymalloc's arenas.
struct heaptide_py_allocator {
    void *context;
    void *(*malloc)(void *context, size_t size);
    void *(*calloc)(void *context, size_t count, size_t size);
    void *(*realloc)(void *context, void *block, size_t size);
    void (*free)(void *context, void *block);
};
struct heaptide_py_arena_allocator {
    void *context;
    void *(*alloc)(void *context, size_t size);
    void (*free)(void *context, void *arena, size_t size);
};
enum heaptide_py_domain { HEAPTIDE_PY_RAW = 0, HEAPTIDE_PY_MEM = 1, HEAPTIDE_PY_OBJ = 2 };

// What the agent looks up in the running interpreter. A missing function is a null pointer.
struct heaptide_py_api {
    const char *(*get_version)(void);
    int (*is_initialized)(void);
    int (*is_finalizing)(void);
    void (*get_allocator)(int domain, struct heaptide_py_allocator *);
    void (*set_allocator)(int domain, const struct heaptide_py_allocator *);
    void (*get_arena_allocator)(struct heaptide_py_arena_allocator *);
    void (*set_arena_allocator)(const struct heaptide_py_arena_allocator *);
    int (*add_pending_call)(int (*)(void *), void *);
    void *(*current_thread_state)(void);   // of the GIL's holder (3.9-3.11) or of this thread (3.12+)
    void *(*own_thread_state)(void);       // of this thread, with or without the GIL
    void *(*current_frame)(void);          // borrowed
    void *(*frame_code)(void *frame);      // new reference
    void *(*frame_back)(void *frame);      // new reference or null
    int (*frame_line)(void *frame);
    int (*code_line)(void *code, int offset);
    void *(*get_attribute)(void *object, const char *name);  // new reference
    long (*as_long)(void *integer);
    intptr_t (*string_length)(void *string);
    uint32_t (*string_character)(void *string, intptr_t index);
    void (*release)(void *object);         // Py_DecRef
    void (*clear_error)(void);
    void *(*import_module)(const char *name);        // new reference or null
    void *(*new_function)(void *definition, void *self, void *module);  // new reference or null
    void *(*new_tuple)(intptr_t size);               // new reference or null
    int (*set_tuple_item)(void *tuple, intptr_t index, void *item);  // takes the reference
    void *(*call)(void *callable, void *arguments);  // new reference or null
    void (*retain)(void *object);          // Py_IncRef
    int (*hold_gil)(void);                 // PyGILState_Ensure
    void (*release_gil)(int state);
    void *none;
    void *code_type;
    void *unicode_type;
    void *bytes_type;
};

// Byte offsets, per minor version. Confirmed against each version's headers (docs/cpython-layout.md), and at run time
// against the public API before the first walk.
struct heaptide_py_layout {
    uint32_t minor;
    uint32_t thread_frame;      // thread state: current frame, or the _PyCFrame that points to it
    int32_t cframe_frame;       // _PyCFrame: current frame; -1 where there is no _PyCFrame
    uint32_t thread_id;         // thread state: pthread_self() of its thread
    uint32_t frame_previous;
    uint32_t frame_code;
    uint32_t frame_instruction; // pointer to the current instruction; up to 3.10 an int32 index
    uint32_t instruction_scale; // up to 3.10: bytes per index; 0 = it is a pointer
    int32_t frame_owner;        // -1 where frames have no owner
    uint32_t code_file;
    uint32_t code_name;         // the qualified name where there is one
    uint32_t code_first_line;
    uint32_t code_lines;
    uint32_t code_bytecode;     // first instruction, where frame_instruction is a pointer
    uint32_t ascii_data;        // str: characters of an ASCII string
    uint32_t compact_data;      // str: characters of any other compact string
};

// PyMethodDef (stable since 3.0).
struct heaptide_py_function_definition {
    const char *name;
    void *(*function)(void *self, void *arguments);
    int flags;
    const char *documentation;
};
#define HEAPTIDE_PY_NO_ARGUMENTS 4

#define HEAPTIDE_PY_FIRST_MINOR 9
#define HEAPTIDE_PY_LAST_MINOR 14

static const struct heaptide_py_layout heaptide_py_layouts[] = {
    // minor, thread: frame, cframe, id, frame: previous, code, instruction, scale, owner, code: file, name, line, lines, bytecode, str
    {9, 24, -1, 176, 24, 32, 104, 1, -1, 104, 112, 40, 120, 0, 48, 72},
    {10, 24, -1, 176, 24, 32, 96, 2, -1, 104, 112, 40, 120, 0, 48, 72},
    {11, 56, 8, 152, 48, 32, 56, 0, 69, 112, 128, 72, 136, 184, 48, 72},
    {12, 56, 0, 136, 8, 0, 56, 0, 70, 112, 128, 68, 136, 192, 40, 56},
    {13, 72, -1, 152, 8, 0, 56, 0, 70, 112, 128, 68, 136, 200, 40, 56},
    {14, 72, -1, 152, 8, 0, 56, 0, 74, 112, 128, 68, 136, 208, 40, 56},
};

// Offsets that never moved from 3.9 to 3.14.
#define HEAPTIDE_PY_OBJECT_TYPE 8
#define HEAPTIDE_PY_BYTES_SIZE 16
#define HEAPTIDE_PY_BYTES_DATA 32
#define HEAPTIDE_PY_STRING_LENGTH 16
#define HEAPTIDE_PY_STRING_STATE 32
#define HEAPTIDE_PY_OWNER_LAST_PYTHON 2  // owners above it are shims of C, not Python frames

static inline struct heaptide_py_layout heaptide_layout_at(int index) { return heaptide_py_layouts[index]; }
