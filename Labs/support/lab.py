"""What the programs of the labs say about themselves. Outside of Heaptide it only prints.

    note("found by the collector", 3, "objects")   a fact, printed and kept
    mark("after del")                               what is live now is kept under that name
    text_file("lines.txt", megabytes=200)           something to read
"""
import ctypes
import json
import os

_facts = os.environ.get("HEAPTIDE_LAB_FACTS")
_mark = getattr(ctypes.CDLL(None), "heaptide_mark", None)


def note(name, value, unit=""):
    print(f"{name}: {value} {unit}".rstrip(), flush=True)
    if _facts:
        with open(_facts, "a") as file:
            file.write(json.dumps({"name": name, "value": value, "unit": unit}) + "\n")


def mark(name):
    if _mark:
        _mark(name.encode())


def text_file(path, megabytes):
    """Writes lines of 64 characters. Returns the file's size in bytes."""
    block = b"".join(b"%05d the quick brown fox jumps over the lazy dog, twice a day;\n" % i for i in range(1024))
    with open(path, "wb") as file:
        for _ in range(megabytes * 16):
            file.write(block)
    return len(block) * megabytes * 16


# What json and ctypes keep after their first use is not to count in the first measurement.
json.dumps({"name": "warm", "value": 1.5, "unit": ""})
mark("start")
