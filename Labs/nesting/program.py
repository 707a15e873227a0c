"""A list in a list in a list, a million times."""
import copy
import pickle

from lab import mark, note

mark("depth 0")
nested = []
for part in range(1, 11):
    for _ in range(100_000):
        nested = [nested]
    mark(f"depth {part * 100000}")


def outcome(work):
    try:
        work(nested)
    except RecursionError:
        return "RecursionError"
    return "fine"


note("repr", outcome(repr))
note("copy.deepcopy", outcome(copy.deepcopy))
note("pickle.dumps", outcome(pickle.dumps))
nested = None
note("deallocation", "fine")
mark("freed")

shared = [0]
for depth in range(1, 19):
    shared = [shared, shared]
    if depth in (17, 18):
        note(f"printed form at depth {depth}", len(repr(shared)), "characters")
