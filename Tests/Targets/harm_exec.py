# Becomes other programs: itself, then the interpreter that it is told (or itself again), then one that is no Python.
import os
import sys

step = int(sys.argv[1])
kept = [bytearray(10000) for _ in range(100)]  # @kept
print("step", step, len(kept), flush=True)
if step == 0:
    os.execv(sys.executable, [sys.executable, __file__, "1"] + sys.argv[2:])
if step == 1:
    other = sys.argv[2]
    os.execv(other, [other, __file__, "2"])
os.execv("/bin/sh", ["sh", "-c", "echo a shell; exit 3"])
