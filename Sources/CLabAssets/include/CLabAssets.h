// The files of Labs/, inside the executable.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct heaptide_lab_file {
    /// Below Labs/: "collect/program.py".
    const char *path;
    const uint8_t *bytes;
    size_t count;
};
extern const struct heaptide_lab_file heaptide_lab_files[];
extern const size_t heaptide_lab_file_count;

static inline const struct heaptide_lab_file *heaptide_lab_file_at(size_t index) { return &heaptide_lab_files[index]; }
