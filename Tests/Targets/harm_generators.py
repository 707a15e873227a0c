# Generators and coroutines that are resumed at changing depths, by changing callers, on changing threads.
import threading

kept = []


def source():
    while True:
        kept.append(bytearray(1000))  # @source
        yield


def through(inner):
    yield from inner


def deep(levels, generator):
    if levels == 0:
        return next(generator)
    return deep(levels - 1, generator)


def other(levels, generator):
    if levels % 2:
        return deep(levels // 2, generator)
    next(generator)


shared = through(through(source()))
for round in range(1000):
    deep(round % 50, shared)
    other(round % 31, shared)
    next(shared)
for _ in range(100):
    thread = threading.Thread(target=deep, args=(7, shared))
    thread.start()
    thread.join()
many = [through(source()) for _ in range(100)]
for round in range(10):
    for generator in many[round:]:
        next(generator)
    many[round].close()
try:
    shared.throw(KeyError("x"))
except KeyError as error:
    print("thrown", error)
print(len(kept))
