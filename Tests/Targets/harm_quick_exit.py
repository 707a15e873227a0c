# Leaves without any cleaning up.
import os

kept = [bytearray(10000) for _ in range(100)]  # @kept
os.write(1, b"before\n")
os._exit(9)
