"""One of the two references is weak."""
import gc
import weakref

from lab import mark, note


class Owner:
    order = []

    def __init__(self, name, size):
        self.name = name
        self.payload = bytearray(size)
        self.other = None

    def __del__(self):
        self.order.append(f"{self.name} finalised")


def pair(size):
    left, right = Owner("left", size), Owner("right", size)
    left.other, right.other = right, weakref.ref(left)
    return left, right


def drop(order):
    gc.collect()
    gc.disable()
    mark("before")
    left, right = pair(5_000_000)
    watchers = [weakref.ref(left), weakref.ref(right)]
    mark("made")
    order.append("references dropped")
    del left, right
    note("alive after del", sum(watcher() is not None for watcher in watchers))
    mark("references dropped")
    order.append("collector called")
    gc.collect()
    mark("collected")
    note("order", ", ".join(order))


drop(Owner.order)
left, right = pair(5)  # for the picture: a small one, while names lead to it
