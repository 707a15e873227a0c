"""Reads line by line, and closes when it is done."""
import os

from lab import mark, note, text_file

size = text_file("lines.txt", megabytes=200)
note("size of the file", size, "bytes")
mark("before")
count = longest = 0
with open("lines.txt") as file:
    for line in file:
        count += 1
        longest = max(longest, len(line))
mark("read")
note("lines", count)
note("longest line", longest, "characters")
note("descriptors open after reading", int(not file.closed))
os.unlink("lines.txt")
