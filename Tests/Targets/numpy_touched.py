"""A numpy array of 512 MiB, of which the second argument's percentage is written to."""

import sys

import numpy

import truth

total, share = 512 << 20, int(sys.argv[2])


def make():
    return numpy.empty(total, dtype=numpy.uint8)   # mark: array


def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmRSS:"))


before = resident()
array = make()
array[: total // 100 * share] = 1
truth.known("array", "native", allocated=total, allocations=1, peak=total, peak_blocks=1, end=total, end_blocks=1)
truth.facts[-1]["figures"]["resident before"] = before
truth.write()
