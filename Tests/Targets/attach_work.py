"""Work whose result is known, with a timer that goes off each millisecond, until the file of argument 1 is there."""
import os
import signal
import sys
import time

try:
    import numpy
except ImportError:
    numpy = None

alarms = 0


def on_alarm(number, frame):
    global alarms
    alarms += 1


def floats():
    total = 0.0
    for i in range(1, 3000):
        total += (i * 1.000001) ** 0.5 / i
    return total


def vectors():
    a = numpy.arange(20000, dtype=numpy.float64)
    b = numpy.sqrt(a) * 1.0001 + a / 3.0
    return float(numpy.dot(a, b) + numpy.exp(-a / 1e4).sum())


def main():
    works = [floats] + ([vectors] if numpy else [])
    expected = [work() for work in works]
    signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    rounds = wrong = short = 0
    os.write(1, b"ready\n")
    while not os.path.exists(sys.argv[1]):
        wrong += [work() for work in works] != expected
        start = time.monotonic()
        time.sleep(0.002)
        short += time.monotonic() - start < 0.002
        rounds += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
    print(f"wrong {wrong}, short {short}, rounds {rounds > 10}, alarms {alarms > rounds}")


main()
