# Loads compiled libraries, lets them allocate, unloads and loads them again.
import _ctypes
import ctypes
import sys


def load():
    library = ctypes.CDLL(sys.argv[1])
    library.harm_take.restype = ctypes.c_void_p
    library.harm_take.argtypes = [ctypes.c_size_t]
    library.harm_drop.argtypes = [ctypes.c_void_p]
    return library


library = load()
block = library.harm_take(3_000_000)  # @first
library.harm_drop(library.harm_take(2_000_000))  # @dropped
for _ in range(20):
    _ctypes.dlclose(library._handle)
    library = load()
again = library.harm_take(4_000_000)  # @again
print("foreign threads", library.harm_foreign_threads(8, 2000))
library.harm_drop(block)

objects = ctypes.CDLL(sys.argv[2])
objects.harm_new.restype = ctypes.c_void_p
objects.harm_new.argtypes = [ctypes.c_size_t]
objects.harm_delete.argtypes = [ctypes.c_void_p]
made = objects.harm_new(6_000_000)  # @made
objects.harm_delete(objects.harm_new(1_000_000))
print("words", objects.harm_containers(10_000))
