# Takes a signal every millisecond, whose handler allocates, while it allocates.
import signal
import time

kept = []
count = 0


def handler(number, frame):
    global count
    count += 1
    kept.append(bytearray(2000))  # @handler


signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
end = time.monotonic() + 20
while count < 500 and time.monotonic() < end:
    blocks = [bytes(300) for _ in range(100)]
    del blocks
signal.setitimer(signal.ITIMER_REAL, 0)
print(count >= 500, len(kept) == count)
