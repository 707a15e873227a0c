"""A program with a high-water mark of over 200 MB: many objects, large buffers, and all of it freed again."""

import json
import sys


def objects():
    return [{"id": n, "name": "name %d" % n, "values": [float(n), n * 1000]} for n in range(450_000)]


def buffers():
    return [bytearray(1 << 20) for _ in range(80)]


def main():
    rows = objects()
    held = buffers()
    text = json.dumps(rows[:20_000])
    del rows
    held += buffers()
    return len(text) + len(held)


print(main(), file=sys.stderr)
