"""A large list is deleted, but for every thousandth element."""
import gc

from lab import mark, note

mark("before")
records = [float(n) for n in range(2_000_000)]
kept = records[::1000]
mark("filled")
del records
mark("deleted")
note("found by gc.collect()", gc.collect(), "objects")
mark("collected")
note("kept", len(kept), "elements")
