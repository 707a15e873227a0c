"""Waits in one of several ways until it is told to go on (a byte or the end of standard input), or for a second."""
import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time


def ready():
    os.write(1, b"ready\n")


def sleep():
    ready()
    start = time.monotonic()
    time.sleep(1)
    return 1 <= time.monotonic() - start < 20


def read():
    ready()
    return os.read(0, 10)


def select_forever():
    ready()
    return select.select([0], [], [], None)[0]


def poll():
    poller = select.poll()
    poller.register(0, select.POLLIN)
    ready()
    return poller.poll()[0][0]


def epoll():
    poller = select.epoll()
    poller.register(0, select.EPOLLIN)
    ready()
    return len(poller.poll())


def accept():
    server = socket.create_server(("127.0.0.1", 0))

    def connect():
        os.read(0, 1)
        socket.create_connection(server.getsockname()).close()

    threading.Thread(target=connect).start()
    ready()
    return server.accept()[0].recv(1)


def lock_alone():
    lock = threading.Lock()
    lock.acquire()
    ready()
    start = time.monotonic()
    return lock.acquire(timeout=1), 1 <= time.monotonic() - start < 20


def lock_among_busy():
    lock = threading.Lock()
    lock.acquire()
    done = threading.Event()

    def count():
        total = 0
        while not done.is_set():
            total += 1

    def release():
        os.read(0, 1)
        lock.release()

    threads = [threading.Thread(target=body) for body in (count, count, release)]
    for thread in threads:
        thread.start()
    ready()
    result = lock.acquire()
    done.set()
    for thread in threads:
        thread.join()
    return result


def wait():
    child = subprocess.Popen(["/bin/cat"], stdout=subprocess.DEVNULL)
    ready()
    return child.wait()


def asyncio_idle():
    async def main():
        loop = asyncio.get_running_loop()
        event = asyncio.Event()
        loop.add_reader(0, lambda: (loop.remove_reader(0), event.set()))
        ready()
        await event.wait()
        return os.read(0, 10)

    return asyncio.run(main())


def asyncio_ticks():
    async def main():
        loop = asyncio.get_running_loop()
        event = asyncio.Event()
        loop.add_reader(0, lambda: (loop.remove_reader(0), event.set()))
        ready()
        while not event.is_set():
            await asyncio.sleep(0.01)
        return os.read(0, 10)

    return asyncio.run(main())


def threads():
    event = threading.Event()
    many = [threading.Thread(target=event.wait) for _ in range(40)]
    for thread in many:
        thread.start()
    ready()
    got = os.read(0, 10)
    event.set()
    for thread in many:
        thread.join()
    return got, threading.active_count()


def busy():
    told = []
    threading.Thread(target=lambda: told.append(os.read(0, 10))).start()
    ready()
    while not told:
        sum(range(100))
    return told[0]


def busy_alone():
    told = []
    signal.signal(signal.SIGUSR1, lambda *_: told.append(1))
    ready()
    while not told:
        sum(range(100))
    return told


if __name__ == "__main__":
    print(globals()[sys.argv[1]]())
