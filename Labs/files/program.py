"""Opens a large file, reads all its lines, and never closes it."""
import gc
import os
import warnings

from lab import mark, note, text_file

size = text_file("lines.txt", megabytes=200)
note("size of the file", size, "bytes")
mark("before")
file = open("lines.txt")
lines = file.readlines()
mark("read")
note("lines", len(lines))
note("longest line", max(len(line) for line in lines), "characters")


def open_descriptors():
    links = []
    for name in os.listdir("/proc/self/fd"):
        try:
            links.append(os.readlink("/proc/self/fd/" + name))
        except OSError:
            pass
    return sum(link.endswith("/lines.txt") for link in links)


note("descriptors open after reading", open_descriptors())
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    del file
    gc.collect()
note("warnings when the file object dies", sum(issubclass(w.category, ResourceWarning) for w in said))
note("descriptors open after that", open_descriptors())
os.unlink("lines.txt")
