"""None as the default: each call makes its own list."""
from lab import mark


def add(item, batch=None):
    batch = [] if batch is None else batch
    batch.append(item)
    return len(batch)


for number in range(20_000):
    add(f"item {number} " + "." * 100)
mark("at the end")
