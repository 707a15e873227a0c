"""Pairs that refer to each other; the references to them are dropped."""
import gc
import time

from lab import mark, note


class Node:
    def __init__(self):
        self.partner = None


def pairs(count):
    made = []
    for _ in range(count):
        left, right = Node(), Node()
        left.partner, right.partner = right, left
        made.append(left)
    return made


def drop(count):
    gc.collect()
    gc.disable()  # so that we see when
    mark("before")
    nodes = pairs(count)
    mark("filled")
    del nodes
    mark("references dropped")
    started = time.perf_counter()
    note("found by gc.collect()", gc.collect(), "objects")
    note("time of the collection", round(time.perf_counter() - started, 4), "s")
    mark("collected")


drop(50_000)
nodes = pairs(3)  # for the picture: a few more, as the list holds them
