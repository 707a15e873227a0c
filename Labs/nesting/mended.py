"""The same depth, flat: each entry names its parent."""
from array import array

from lab import mark, note

mark("depth 0")
parents = array("l", [-1])
for depth in range(1_000_000):
    parents.append(depth)
mark("depth 1000000")
place, levels = len(parents) - 1, 0
while place >= 0:
    place, levels = parents[place], levels + 1
note("levels from the innermost to the outermost", levels)
