"""What sys.getsizeof says, and what the objects really take."""
import sys
from lab import mark, note

COUNT = 10_000


class Point:
    def __init__(self):
        self.x = self.y = self.z = None


class Slotted:
    __slots__ = ("x", "y", "z")

    def __init__(self):
        self.x = self.y = self.z = None


def measure(name, make):
    for _ in range(100):  # what the first ones set up once is not theirs
        make()
    place = [None] * COUNT
    mark(name + " before")
    for index in range(COUNT):
        place[index] = make()
    mark(name + " after")
    note(f"getsizeof of {name}", sys.getsizeof(place[0]), "bytes")
    note(f"__sizeof__ of {name}", place[0].__sizeof__(), "bytes")
    return place


one, two, three = object(), object(), object()
kept = [
    measure("a list of three", lambda: [one, two, three]),
    measure("a tuple of three", lambda: (one, two, three)),
    measure("a dict of three", lambda: {"x": None, "y": None, "z": None}),
    measure("an object", Point),
    measure("an object with slots", Slotted),
    measure("a list of a long text", lambda: ["".join(["text"] * 250)]),
]
note("objects of each kind", COUNT)
