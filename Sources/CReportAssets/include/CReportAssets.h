// The files of UI/report, inside the executable.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct heaptide_asset {
    const uint8_t *bytes;
    size_t count;
};
extern const struct heaptide_asset heaptide_asset_page;
extern const struct heaptide_asset heaptide_asset_style;
/// All scripts, one after the other, in the order of their names.
extern const struct heaptide_asset heaptide_asset_script;
