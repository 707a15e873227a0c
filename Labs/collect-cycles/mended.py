"""The same pairs, the way back a weak reference."""
import gc
import weakref

from lab import mark, note


class Node:
    def __init__(self):
        self.partner = None


def pairs(count):
    made = []
    for _ in range(count):
        left, right = Node(), Node()
        left.partner, right.partner = right, weakref.ref(left)
        made.append(left)
    return made


def drop(count):
    gc.collect()
    gc.disable()
    mark("before")
    nodes = pairs(count)
    mark("filled")
    del nodes
    mark("references dropped")
    note("found by gc.collect()", gc.collect(), "objects")
    mark("collected")


drop(50_000)
nodes = pairs(3)  # for the picture: a few more, as the list holds them
