# Keeps rows and waits.
#
#   live_rows.py COUNT READY-FILE
import os
import sys
import time

ROWS = [[number] for number in range(int(sys.argv[1]))]  # ALLOCATED
with open(sys.argv[2] + ".part", "w") as file:
    file.write(str(os.getpid()))
os.rename(sys.argv[2] + ".part", sys.argv[2])
time.sleep(120)
