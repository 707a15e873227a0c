"""A default argument that is made once and kept by the function."""
from lab import mark


def add(item, batch=[]):
    batch.append(item)
    return len(batch)


for number in range(20_000):
    add(f"item {number} " + "." * 100)
mark("at the end")
