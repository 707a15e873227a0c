# Instances with and without slots, collections with and without contents, threads by name, values that only a running
# frame holds, a cycle with __del__, and garbage that was given up. Writes the addresses, and waits.
#
#   heap_furniture.py READY-FILE
import gc
import json
import sys
import threading
import time


class Plain:
    def __init__(self):
        self.first, self.second, self.third = [1], 2.5, "three"


class Slotted:
    __slots__ = ("first", "second", "third")

    def __init__(self):
        self.first, self.second, self.third = [1], 2.5, "three"


class Parent:
    def __del__(self):
        pass


class Child:
    pass


plain = [Plain() for _ in range(100)]
slotted = Slotted()
empty = [[], {}, set(), list(range(10)), {n: n for n in range(100)}]
for number in range(95):
    del empty[4][number]
parent, child = Parent(), Child()
parent.child, child.parent = child, parent
parent = child = None
gc.collect()
gc.disable()
again = Parent()
again.child = Child()
again.child.parent = again
again = None
given_up = [object() for _ in range(7)]
gc.garbage.extend([given_up])
held = threading.Event()
answer = {
    "plain": [id(thing) for thing in plain], "slotted": id(slotted), "slotted_bytes": sys.getsizeof(slotted),
    "empty": [id(thing) for thing in empty], "given_up": id(given_up),
}


def waiting():
    local = [[number] for number in range(1000)]
    # The list of numbers is on the frame's stack only, until the other element is there.
    pair = [list(range(5000)), held.wait()]
    return local, pair


threading.Thread(target=waiting, name="loader", daemon=True).start()
time.sleep(0.2)
with open(sys.argv[1], "w") as file:
    file.write(json.dumps(answer))
time.sleep(120)
