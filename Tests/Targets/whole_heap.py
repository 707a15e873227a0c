# Writes all that the collector can say of the whole heap, and waits: every object that it tracks or that tracked objects
# lead to, its size, its type, and what its traverse function names.
#
#   whole_heap.py TRUTH-FILE
#
# The file is 64-bit words: the number of tracked objects; then for each object its address, size by sys.getsizeof, whether
# it is tracked, the address of its type, the number of its referents, their addresses.
import array
import asyncio
import collections
import concurrent.futures
import ctypes
import dataclasses
import datetime
import decimal
import email.message
import enum
import fractions
import gc
import hashlib
import http.server
import io
import itertools
import json
import logging
import random
import re
import sqlite3
import struct
import sys
import time
import typing
import weakref
import zlib


class Record:
    def __init__(self, number):
        self.number = number
        self.text = "record %d" % number


@dataclasses.dataclass
class Measured:
    value: float
    unit: str = "s"


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


ordered = collections.OrderedDict((str(number), number) for number in range(100))
for number in range(0, 100, 3):
    del ordered[str(number)]
connection = sqlite3.connect(":memory:")
kept = [
    [Record(number) for number in range(100)], [Measured(number / 7) for number in range(10)], ordered,
    array.array("d", range(1000)), array.array("b"), io.BytesIO(b"x" * 1000), io.StringIO("text"), re.compile("(a|b)+c{3,9}"),
    re.match("a(.)", "ab"), struct.Struct("<iqd8s"), decimal.Decimal("1.5") ** 30, fractions.Fraction(1, 3), random.Random(5),
    datetime.datetime.now(datetime.timezone.utc), datetime.timezone(datetime.timedelta(hours=2), "two hours"), zlib.compressobj(),
    hashlib.sha256(b"x"), memoryview(bytearray(100)), (ctypes.c_int * 100)(), itertools.tee([1, 2, 3]), weakref.WeakValueDictionary(),
    connection, connection.cursor(), logging.getLogger("a.b.c"), typing.List[int], Colour.RED, email.message.Message(),
    json.JSONEncoder(), collections.Counter("abracadabra"), bytearray(b"y" * 50), {n: n for n in range(1000)}, set(range(100)),
]


def reachable():
    """All tracked objects, then what else they lead to."""
    found = gc.get_objects()
    tracked = len(found)
    seen = set(map(id, found))
    for thing in found:
        for other in gc.get_referents(thing):
            if id(other) not in seen:
                seen.add(id(other))
                found.append(other)
    return found, tracked


def main():
    gc.collect()
    gc.disable()
    found, tracked = reachable()
    words = array.array("Q", [tracked])
    for thing in found:
        others = gc.get_referents(thing)
        try:
            size = sys.getsizeof(thing)
        except Exception:
            size = 0
        words.extend((id(thing), size, gc.is_tracked(thing), id(type(thing)), len(others)))
        words.extend(map(id, others))
    del others, thing
    with open(sys.argv[1], "wb") as file:
        words.tofile(file)
    time.sleep(120)


main()
