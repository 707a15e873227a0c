"""A large local that is needed once and lives as long as the function."""
from lab import mark


def report():
    rows = [float(n) for n in range(500_000)]
    total = sum(rows)
    mark("after the last use")
    lines = [f"line {n}" for n in range(1000)]
    mark("at the end")
    return total, len(lines)


report()
