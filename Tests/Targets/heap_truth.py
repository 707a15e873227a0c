# Objects whose sizes the interpreter knows. Writes what it says of them, and waits.
#
#   heap_truth.py TRUTH-FILE
import collections
import gc
import json
import sys
import time


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a, self.b = [1], (2,)


def numbers():
    yield from range(3)


samples = [
    [], [1], list(range(1000)), tuple([1, 2, 3]), {}, {"a": 1}, {n: str(n) for n in range(1000)}, {str(n): n for n in range(77)},
    set(), set(range(5)), set(range(1000)), frozenset("abcdefgh"), "plain ascii", "caf\u00e9", "\u4e2d\u6587", "\U0001f600",
    b"bytes", bytearray(b"x" * 100), 2**30, 2**60, 10**100, -(10**50), 1.5, 1 + 2j,
    Slotted(), object(), range(10), slice(1, 2), numbers, numbers(), numbers.__code__, len, gc,
    collections.deque(), collections.deque(range(1000)), collections.defaultdict(list, a=[1]),
    memoryview(b"abc"), property(len), staticmethod(len), iter([1]), Exception("x"),
]
# Left out is what __sizeof__ tells wrong: attribute values, what a subclass of str adds; and what is no block of the heap.
truth = [
    {"id": id(sample), "type": type(sample).__name__, "bytes": sys.getsizeof(sample)}
    for sample in samples
]
gc.collect()
gc.disable()
tracked = collections.Counter(type(thing).__name__ for thing in gc.get_objects())
with open(sys.argv[1], "w") as file:
    # Not json.dump: its closures are cycles, and would be counted.
    file.write(json.dumps({"samples": truth, "tracked": tracked}))
time.sleep(120)
