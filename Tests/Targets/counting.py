# Counts, at work or asleep in between, and checks itself, until it is interrupted; then it says so.
#
#   counting.py busy|asleep READY-FILE
import os
import sys
import time

count, check = 0, 0
try:
    with open(sys.argv[2], "w") as ready:
        ready.write("ready")
    while True:
        for number in range(1000):
            count += number % 7
            check += number % 7 * 1.0
        if count != check:
            os._exit(1)
        if sys.argv[1] == "asleep":
            time.sleep(0.05)
except KeyboardInterrupt:
    if count == check:
        with open(os.path.join(os.path.dirname(sys.argv[2]), "counted"), "w") as counted:
            counted.write(str(count))
