# Says which signals reach it, and ends a while after the last one, or at SIGTERM in the usual way.
import os
import signal
import sys
import time

counts = {}


def handler(number, frame):
    name = signal.Signals(number).name
    counts[name] = counts.get(name, 0) + 1


for name in sys.argv[2:]:
    signal.signal(getattr(signal, name), handler)
with open(sys.argv[1], "w") as ready:
    ready.write(str(os.getpid()))
end = time.monotonic() + 20
quiet = None
while time.monotonic() < end:
    time.sleep(0.02)
    bytes(1000)
    if counts and quiet is None:
        quiet = time.monotonic() + 0.7
    if quiet and time.monotonic() > quiet:
        break
print(sorted(counts.items()))
