"""Objects of known size at known lines."""

import sys

import truth
from truth import BYTES_HEADER as HEADER
from truth import known

kept = [None] * 40


def sizes():
    block = b"x" * n1                              # mark: bytes
    large = b"x" * n2                              # mark: large
    zeroed = bytes(n3)                             # mark: zeroed
    control = bytes(n4)                            # mark: zeroed control
    text = "x" * n1                                # mark: text
    wide = "\u20ac" * n1                           # mark: wide text
    pair = (None,) * n1                            # mark: tuple
    items = [None] * n1                            # mark: list
    short = [None] * n4                            # mark: list control
    kept[:9] = [block, large, zeroed, control, text, wide, pair, items, short]


n1, n2, n3, n4 = 10_007, 64 << 20, 1 << 20, 1 << 10
bytes(n4), bytes(n3)
sizes()
known("bytes", allocated=n1 + HEADER, allocations=1, end=n1 + HEADER, end_blocks=1, temporaries=0)
known("large", allocated=n2 + HEADER, allocations=1, end=n2 + HEADER, end_blocks=1)
known("zeroed", like="zeroed control", allocated=n3 - n4, allocations=0, end=n3 - n4, end_blocks=0)
known("text", allocated=sys.getsizeof(kept[4]), allocations=1, end=sys.getsizeof(kept[4]), end_blocks=1)
known("wide text", allocated=sys.getsizeof(kept[5]), allocations=1, end=sys.getsizeof(kept[5]), end_blocks=1)
known("tuple", allocated=sys.getsizeof(kept[6]), allocations=1, end=sys.getsizeof(kept[6]), end_blocks=1)
known("list", like="list control", allocated=8 * (n1 - n4), end=8 * (n1 - n4), end_blocks=0)


def append_and_clear():
    items = []
    for value in values:
        items.append(value)                        # mark: append
    while len(items) > 1000:
        items.pop()                                # mark: pop


def append_all():
    items = []
    for value in values:
        items.append(value)
    return items


def resized(length, allocated):
    """What a list of `allocated` places has when its length becomes `length` (CPython's list_resize)."""
    if allocated >= length >= allocated // 2:
        return None
    return (length + (length >> 3) + 6) & ~3


def growth_of_list():
    """Sizes of the blocks that a list's items take one after the other, while it grows and shrinks by one."""
    up, down, allocated = [], [], 0
    for lengths, blocks in ((range(1, len(values) + 1), up), (range(len(values) - 1, 999, -1), down)):
        for length in lengths:
            places = resized(length, allocated)
            if places is not None:
                blocks.append(8 * places)
                allocated = places
    return up, down


values = [None] * 100_003
append_and_clear()
up, down = growth_of_list()
assert up[-1] == sys.getsizeof(append_all()) - sys.getsizeof([])
known("append", allocated=sum(up), allocations=len(up), end=0, end_blocks=0)
known("pop", allocated=sum(down), allocations=len(down), end=0, end_blocks=0)


def resize():
    buffer = bytearray(n1)
    buffer *= 4                                    # mark: bytearray up
    buffer.clear()                                 # mark: bytearray down
    kept[9] = buffer


resize()
known("bytearray up", allocated=4 * n1 + 1, allocations=1, end=0, end_blocks=0)
known("bytearray down", allocated=1, allocations=1, end=1, end_blocks=1)


def repeat():
    for _ in hundred:
        b"x" * n1                                  # mark: temporary
    for index in hundred:
        recent[index] = b"x" * n1                   # mark: kept
    for index in hundred:
        recent[index] = b"x" * n1                   # mark: replaced


hundred = range(100)
recent = [None] * 100
repeat()
whole = n1 + HEADER
known("temporary", allocated=100 * whole, allocations=100, end=0, end_blocks=0, temporaries=100)
known("kept", allocated=100 * whole, allocations=100, end=0, end_blocks=0, temporaries=0)
known("replaced", allocated=100 * whole, allocations=100, end=100 * whole, end_blocks=100, temporaries=0)
truth.write()
