# A program that leaks in one way, and waits at its end if it is told to.
#
#   planted_leaks.py KIND [READY-FILE]
import sys
import time


class Record:
    def __init__(self, number):
        self.number = number
        self.text = "record %d" % number
        self.parts = [number, number + 0.5]


def records(count=20000):
    return [Record(number) for number in range(count)]  # ALLOCATED


KEPT = {}


def module_global():
    KEPT["records"] = records()


def closure():
    rows = records()

    def handler():
        return rows

    global on_event
    on_event = handler


class Registry:
    known = []


def class_attribute():
    Registry.known.extend(records())


def lru_cache():
    import functools

    @functools.lru_cache(maxsize=None)
    def cached(number):
        return Record(number)

    global lookup
    lookup = cached
    for number in range(20000):
        cached(number)


def thread_local():
    import threading

    local = threading.local()
    local.rows = records()
    global storage
    storage = local


def bound_method():
    class Widget:
        def __init__(self):
            self.rows = records()

        def changed(self):
            pass

    global callbacks
    callbacks = [Widget().changed]


def traceback():
    def work():
        rows = records()
        raise ValueError(len(rows))

    global last_error
    try:
        work()
    except ValueError as error:
        last_error = error


def asyncio_task():
    import asyncio

    async def serve():
        rows = records()
        await asyncio.Event().wait()
        return rows

    global loop, task
    loop = asyncio.new_event_loop()
    task = loop.create_task(serve())
    loop.run_until_complete(asyncio.sleep(0))
    loop.run_until_complete(asyncio.sleep(0))


def ctypes_reference():
    import ctypes

    rows = records()
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(rows))


def cycle():
    import gc

    class Node:
        def __init__(self):
            self.rows = records()
            self.owner = self

        def __del__(self):
            pass

    gc.disable()
    Node()


globals()[sys.argv[1]]()
if len(sys.argv) > 2:
    with open(sys.argv[2], "w") as ready:
        ready.write("ready")
    time.sleep(120)
