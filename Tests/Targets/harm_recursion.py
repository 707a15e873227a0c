# Recurses 50,000 deep, allocates there, and comes back; then a few times more, to other depths.
import sys
import threading

DEPTH = 50_000
kept = []


def descend(levels):
    if levels == 0:
        kept.append(bytearray(1_000_000))  # @bottom
        return 0
    return descend(levels - 1) + 1  # @way


def main():
    for depth in (DEPTH, 10, DEPTH, 20_000):
        print(descend(depth))
    try:
        sys.setrecursionlimit(1000)
        descend(DEPTH)
    except RecursionError as error:
        print(type(error).__name__)


sys.setrecursionlimit(DEPTH + 1000)
threading.stack_size(512 << 20)
thread = threading.Thread(target=main)
thread.start()
thread.join()
print(len(kept))
