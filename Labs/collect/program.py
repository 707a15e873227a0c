"""Fills a list, drops the reference, and only then asks the collector."""
import gc

from lab import mark, note

gc.disable()  # it would only come in between
mark("before")
numbers = [n + 1000 for n in range(1_000_000)]
mark("filled")
numbers = None
mark("reference dropped")
note("found by gc.collect()", gc.collect(), "objects")
mark("collected")

before = gc.get_count()[0]
containers = [[] for _ in range(500)]
after = gc.get_count()[0]
note("get_count after 500 empty lists", after - before, "more")
before = gc.get_count()[0]
large = bytes(10_000_000)
note("get_count after one block of 10 MB", gc.get_count()[0] - before, "more")
