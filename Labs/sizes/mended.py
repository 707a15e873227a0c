"""The same ten thousand points as tuples and with slots."""
from lab import mark, note

COUNT = 10_000


class Slotted:
    __slots__ = ("x", "y", "z")

    def __init__(self):
        self.x = self.y = self.z = None


mark("before")
points = [Slotted() for _ in range(COUNT)]
mark("after")
note("objects of each kind", COUNT)
