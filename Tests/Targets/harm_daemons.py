# Ends while daemon threads allocate, some in C code without the GIL, some in Python.
import ctypes
import sys
import threading
import time

library = ctypes.CDLL(sys.argv[1])
library.harm_churn.argtypes = [ctypes.c_long]


def native():
    while True:
        library.harm_churn(50)


def python():
    while True:
        [str(number) for number in range(100)]


for work in (native, native, native, python):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.02)
print("end")
