// The files of UI/labs, inside the executable.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct heaptide_page_file {
    /// Below UI/labs: "chart.js".
    const char *name;
    const uint8_t *bytes;
    size_t count;
};
extern const struct heaptide_page_file heaptide_page_files[];
extern const size_t heaptide_page_file_count;

static inline const struct heaptide_page_file *heaptide_page_file_at(size_t index) { return &heaptide_page_files[index]; }
