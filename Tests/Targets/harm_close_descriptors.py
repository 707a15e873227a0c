# Closes every descriptor, the standard ones too, and goes on. Its word goes to the file that it is told.
import os
import sys

path = sys.argv[1]
os.closerange(3, 10000)
kept = [bytearray(1000) for _ in range(2000)]
print("three and up are closed", flush=True)
os.closerange(0, 3)
kept += [bytearray(1000) for _ in range(2000)]  # @closed
child = os.fork()
if child == 0:
    more = [bytearray(100) for _ in range(1000)]
    os._exit(5)
status = os.waitpid(child, 0)[1]
first = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
os.write(first, b"descriptor %d, child %d, kept %d\n" % (first, status >> 8, len(kept)))
os._exit(7)
