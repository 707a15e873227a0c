"""How a list grows: when it needs more room, by how much, and what an element costs."""
import sys

from lab import note

items = []
empty = size = sys.getsizeof(items)
steps = []
for _ in range(1_000_000):
    items.append("leak")
    if sys.getsizeof(items) != size:
        if len(items) > 1000:
            steps.append((sys.getsizeof(items) - empty) / (size - empty))
        size = sys.getsizeof(items)

note("enlargements from 1,000 to 1,000,000 elements", len(steps))
note("growth at each", round(sum(steps) / len(steps), 4), "x")
note("bytes per element", round((sys.getsizeof(items[:]) - empty) / len(items), 3), "bytes")
note("different strings in the list", len({id(item) for item in items}))
