# Allocates while it ends: exit handlers, finalizers, a module's last references.
import atexit
import sys
import weakref


class Late:
    def __del__(self):
        self.kept = [bytearray(1000) for _ in range(1000)]
        sys.stdout.write("finalizer\n")


def handler(number):
    global late
    late = [bytearray(1000) for _ in range(1000)]  # @handler
    print("handler", number)


for number in range(3):
    atexit.register(handler, number)
last = Late()
cycle = Late()
cycle.me = cycle
weakref.finalize(last, print, "weakref")
print("end of script")
