# A forked child meets the limit; its parent does not.
import os
import sys

kept = [bytearray(1000) for _ in range(1000)]
child = os.fork()
if child == 0:
    blocks = []
    try:
        while True:
            blocks.append(bytearray(1 << 20))  # @child
    except MemoryError:
        blocks = None
        os._exit(42)
print("child", os.waitpid(child, 0)[1] >> 8, flush=True)
more = [bytearray(1000) for _ in range(1000)]
sys.exit(0 if len(more) == len(kept) else 1)
