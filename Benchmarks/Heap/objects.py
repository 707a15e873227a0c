# Keeps some million objects, and does what it is told on standard input: "guppy" walks them in here, as guppy does.
#
#   objects.py COUNT
#
# It answers every line with one line: first how many objects it made, then for how many seconds it did nothing else.
import gc
import sys
import time

OBJECTS_PER_ROW = 6


class Row:
    __slots__ = ("number", "weight", "text", "pair", "tags")

    def __init__(self, number):
        self.number = number + 10**6
        self.weight = number / 7
        self.text = "row %d" % number
        self.pair = (self.number, self.weight)
        self.tags = [self.text]


def main():
    gc.disable()
    rows = [Row(number) for number in range(int(sys.argv[1]) // OBJECTS_PER_ROW)]
    gc.enable()
    gc.collect()
    print(len(rows) * OBJECTS_PER_ROW, flush=True)
    for line in sys.stdin:
        if line.strip() == "guppy":
            from guppy import hpy

            session = hpy()
            begun = time.perf_counter()
            summary = str(session.heap())
            taken = time.perf_counter() - begun
            del summary, session
            gc.collect()
            print(taken, flush=True)
        else:
            print(0, flush=True)


main()
