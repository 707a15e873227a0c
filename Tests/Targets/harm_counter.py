# Allocates at one line and logs each block, a byte in a file, when it has it.
#
#   harm_counter.py LOG [BLOCKS [BYTES]]      without BLOCKS: until it is ended
import os
import sys

log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
blocks = int(sys.argv[2]) if len(sys.argv) > 2 else 1 << 40
size = int(sys.argv[3]) if len(sys.argv) > 3 else 4000
kept = []
while len(kept) < blocks:
    kept.append(bytearray(size))  # @kept
    os.write(log, b".")
    if size > 4000 or len(kept) % 16 == 0:
        text = [str(number) for number in range(50)]
os.write(log, b"end %d" % len(kept))
print("kept", len(kept))
sys.exit(6)
