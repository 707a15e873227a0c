"""Sums a million squares out of a list."""
import sys
import time

from lab import note

count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
started = time.perf_counter()
squares = [n * n for n in range(count)]
note("sum", sum(squares))
note("time while recorded", round(time.perf_counter() - started, 3), "s")
note("second sum", sum(squares))
