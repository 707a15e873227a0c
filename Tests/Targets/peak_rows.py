# Grows in steps, stays at its high-water mark for a moment, and gives everything back.
#
#   peak_rows.py main|worker
import sys
import threading
import time


def rows(count):
    return [{"number": number, "text": "row %d" % number} for number in range(count)]  # ALLOCATED


def work():
    global KEPT
    KEPT = []
    for _ in range(8):
        KEPT.append(rows(10000))
        time.sleep(0.05)
    time.sleep(1.5)
    KEPT.clear()
    rows(100)


if sys.argv[1] == "worker":
    thread = threading.Thread(target=work, name="loader")
    thread.start()
    thread.join()
else:
    work()
