// What unpacking needs of zlib.
#pragma once
#include <zlib.h>

/// Begins to unpack a gzip stream. inflateInit2 is a macro, which Swift does not see.
static inline int heaptide_gunzip_begin(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
