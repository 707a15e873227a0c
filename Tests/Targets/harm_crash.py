# Writes to address 0.
import ctypes
import sys

kept = bytearray(5_000_000)  # @kept
print("before", flush=True)
ctypes.memset(int(sys.argv[1]) if len(sys.argv) > 1 else 0, 1, 1)
print("not reached")
