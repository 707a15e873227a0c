"""The large local lives in a function of its own."""
from lab import mark


def total():
    rows = [float(n) for n in range(500_000)]
    return sum(rows)


def report():
    result = total()
    mark("after the last use")
    lines = [f"line {n}" for n in range(1000)]
    mark("at the end")
    return result, len(lines)


report()
