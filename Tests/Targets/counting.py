# Counts, at work or asleep in between, and checks itself, until it is interrupted; then it says so.
#
#   counting.py busy|asleep READY-FILE
import os
import signal
import sys
import time

count, check, interrupted = 0, 0, []
signal.signal(signal.SIGINT, lambda *arguments: interrupted.append(True))
with open(sys.argv[2], "w") as ready:
    ready.write("ready")
while not interrupted:
    for number in range(1000):
        count += number % 7
        check += number % 7 * 1.0
    if count != check:
        os._exit(1)
    if sys.argv[1] == "asleep":
        time.sleep(0.05)
with open(os.path.join(os.path.dirname(sys.argv[2]), "counted"), "w") as counted:
    counted.write(str(count))
