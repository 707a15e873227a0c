"""One block at a line of every kind of code, with the stack that Python itself says it has there."""

import asyncio
import contextlib
import functools
import sys
import threading

import truth
from truth import callers, known

n = 5003
block = None
kept = [None] * 64
seen = {}


def one(mark, function, times=1):
    whole = n + truth.BYTES_HEADER
    known(mark, function=function, allocated=times * whole, allocations=times)
    if mark in seen:
        truth.stack(mark, function, seen[mark])


def plain():
    seen["plain"] = callers()
    kept[0] = b"x" * n                             # mark: plain


def generator():
    for index in range(3):
        seen["generator"] = callers()
        yield b"x" * n                             # mark: generator


def delegating():
    yield from generator()


def key(value):
    seen["sorted key"] = callers()
    return b"x" * n                                # mark: sorted key


def map_lambda():
    return list(map(
        lambda value: b"x" * n,                    # mark: lambda
        (1, 2, 3, 4)))


def decorator(function):
    @functools.wraps(function)
    def inner(*arguments):
        seen["decorator"] = callers()
        kept[1] = b"x" * n                         # mark: decorator
        return function(*arguments)
    return inner


@decorator
@decorator
def decorated():
    seen["decorated"] = callers()
    kept[2] = b"x" * n                             # mark: decorated


def outer():
    def middle():
        def innermost():
            seen["nested"] = callers()
            kept[3] = b"x" * n                     # mark: nested
        return innermost()
    return middle()


def make_class():
    class Holder:
        seen["class body"] = callers()
        block = b"x" * n                           # mark: class body
    kept[4] = Holder


class Resource:
    def __enter__(self):
        seen["enter"] = callers()
        kept[5] = b"x" * n                         # mark: enter

    def __exit__(self, *_):
        seen["exit"] = callers()
        kept[6] = b"x" * n                         # mark: exit

    def __getattr__(self, name):
        seen["getattr"] = callers()
        kept[7] = b"x" * n                         # mark: getattr

    @property
    def value(self):
        seen["property"] = callers()
        kept[8] = b"x" * n                         # mark: property

    def __lt__(self, other):
        seen["less"] = callers()
        kept[9] = b"x" * n                         # mark: less
        return True

    def __del__(self):
        seen["finalizer"] = callers()
        kept[10] = b"x" * n                        # mark: finalizer


@contextlib.contextmanager
def context():
    seen["context"] = callers()
    kept[11] = b"x" * n                            # mark: context
    yield


def handler():
    try:
        raise ValueError
    except ValueError:
        seen["handler"] = callers()
        kept[12] = b"x" * n                        # mark: handler
    finally:
        kept[13] = b"x" * n                        # mark: finally


def recursive(depth):
    if depth:
        return recursive(depth - 1)
    seen["recursive"] = callers()
    kept[14] = b"x" * n                            # mark: recursive


async def leaf():
    await asyncio.sleep(0)
    seen["async"] = callers()
    kept[15] = b"x" * n                            # mark: async


async def gathering():
    await asyncio.gather(*(leaf() for _ in range(4)))
    async for index in numbers():
        pass


async def numbers():
    for index in range(2):
        await asyncio.sleep(0)
        seen["async generator"] = callers()
        kept[16] = b"x" * n                        # mark: async generator
        yield index


def continued():
    kept[17] = [
        b"x"                                       # mark: continued
        * n,
        None,
    ]


def threaded():
    seen["thread"] = callers()
    kept[18] = b"x" * n                            # mark: thread


def traced(frame, event, argument):
    if event == "call" and frame.f_code.co_name == "quiet":
        kept[19] = b"x" * n                        # mark: trace function


def quiet():
    return None


plain()
list(delegating())
sorted([3, 1, 2], key=key)
map_lambda()
decorated()
outer()
make_class()
with Resource() as _:
    pass
resource = Resource()
resource.missing
resource.value
min(resource, resource)
del resource
with context():
    pass
handler()
recursive(200)
asyncio.run(gathering())
continued()
threads = [threading.Thread(target=threaded) for _ in range(3)]
for thread in threads:
    thread.start()
    thread.join()
sys.setprofile(traced)
quiet()
sys.setprofile(None)
seen["module"] = callers()
block = b"x" * n                                   # mark: module
kept[20] = tuple(
    b"x" * n                                       # mark: generator expression
    for _ in (1, 2))

one("plain", "plain")
one("generator", "generator", 3)
one("sorted key", "key", 3)
one("lambda", "<lambda>", 4)
one("decorator", "inner", 2)
one("decorated", "decorated")
one("nested", "innermost")
one("class body", "Holder")
one("enter", "__enter__")
one("exit", "__exit__")
one("getattr", "__getattr__")
one("property", "value")
one("less", "__lt__")
one("finalizer", "__del__", 2)
one("context", "context")
one("handler", "handler")
one("finally", "handler")
one("recursive", "recursive")
one("async", "leaf", 4)
one("async generator", "numbers", 2)
one("continued", "continued")
one("generator expression", "<genexpr>", 2)
one("thread", "threaded", 3)
one("trace function", "traced")
one("module", "<module>")
truth.write()
