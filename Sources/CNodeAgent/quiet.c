// Keeps Node's messages about its inspector out of a recorded program's standard error, where they would be mixed with
// the program's own. Node writes them with fprintf and fwrite; what the program itself writes goes another way. A shim in
// C because fprintf is variadic.
#define _GNU_SOURCE
#include "sampling.h"
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The main thread says this when the program has ended.
static const char waiting[] = "Waiting for the debugger to disconnect...\n";
static const char *const messages[] = {
    waiting,
    "Debugger listening on ws://",
    "Debugger ending on ws://",
    "Debugger attached.\n",
    "For help, see: https://nodejs.org/",
    // --heapsnapshot-near-heap-limit, which is asked for by the recorder only.
    "Wrote snapshot to ",
};

static _Bool is_of_inspector(FILE *file, const char *text, size_t count) {
    if (file != stderr || !getenv("HEAPTIDE_NODE")) return 0;
    for (size_t index = 0; index < sizeof messages / sizeof *messages; index++) {
        size_t length = strlen(messages[index]);
        if (count < length || memcmp(text, messages[index], length) != 0) continue;
        if (messages[index] == waiting) heaptide_collect_at_end();
        return 1;
    }
    return 0;
}

__attribute__((visibility("default")))
size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file) {
    static size_t (*original)(const void *, size_t, size_t, FILE *);
    if (is_of_inspector(file, bytes, size * count)) return count;
    if (!original) original = (size_t(*)(const void *, size_t, size_t, FILE *))dlsym(RTLD_NEXT, "fwrite");
    return original(bytes, size, count, file);
}

__attribute__((visibility("default")))
int fprintf(FILE *file, const char *format, ...) {
    va_list arguments;
    if (file == stderr) {
        char text[256];
        va_start(arguments, format);
        int count = vsnprintf(text, sizeof text, format, arguments);
        va_end(arguments);
        size_t known = count < 0 ? 0 : (size_t)count < sizeof text ? (size_t)count : sizeof text - 1;
        if (is_of_inspector(file, text, known)) return count;
    }
    va_start(arguments, format);
    int count = vfprintf(file, format, arguments);
    va_end(arguments);
    return count;
}
