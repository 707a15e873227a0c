"""Greenlets that take turns: each allocates on its own stack, interleaved with the others."""

import greenlet

import truth
from truth import callers, known

n = 5003
kept = [None] * 64
seen = {}


def deep(depth, index):
    if depth:
        return deep(depth - 1, index)
    kept[index] = b"x" * n                         # mark: before
    main.switch()
    seen["after"] = callers()
    kept[index + 20] = b"x" * n                    # mark: after
    main.switch()


def other(index):
    main.switch()
    kept[index + 40] = b"x" * n                    # mark: other
    deep(3, index)


main = greenlet.getcurrent()
workers = [greenlet.greenlet(deep) for _ in range(10)] + [greenlet.greenlet(other) for _ in range(10)]
for index, worker in enumerate(workers):
    worker.switch(*((index, index) if index < 10 else (index,)))
for _ in range(3):
    for worker in workers:
        if not worker.dead:
            worker.switch()
    kept[60] = b"x" * n                            # mark: main
whole = n + truth.BYTES_HEADER
known("before", function="deep", allocated=20 * whole, allocations=20, end=20 * whole, end_blocks=20)
known("after", function="deep", allocated=20 * whole, allocations=20, end=20 * whole, end_blocks=20)
known("other", function="other", allocated=10 * whole, allocations=10, end=10 * whole, end_blocks=10)
known("main", allocated=3 * whole, allocations=3, end=whole, end_blocks=1)
truth.stack("after", "deep", seen["after"])
truth.write()
