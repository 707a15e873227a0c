# A server with worker threads under a client that sends it numbered requests, both on loopback.
#
#   busy_server.py serve READY-FILE       writes its port, answers until its standard input ends
#   busy_server.py ask PORT SUMMARY-FILE  asks until its standard input ends, then says how it was answered
#
# An answer follows from its request alone. The server makes and drops objects of many kinds, and keeps a bounded number.
import collections
import json
import socket
import sys
import threading
import zlib

WORKERS, CLIENTS, KEPT = 8, 4, 2000


class Request:
    def __init__(self, number):
        self.number = number
        self.text = "request %d" % number
        self.parts = {"digits": list(str(number)), number: (number, self.text), "square": number * number}
        self.owner = self

    def steps(self):
        for part in sorted(map(str, self.parts)):
            yield part, self.text


def answer(number):
    """What everyone can check."""
    return zlib.crc32(b"%d" % (number * 2654435761))


recent = collections.OrderedDict()
guard = threading.Lock()


def handle(number):
    request = Request(number)
    words = [word for step in request.steps() for word in step]
    with guard:
        recent[number] = request
        while len(recent) > KEPT:
            recent.popitem(last=False)
    if not words:
        raise ValueError(number)
    return answer(request.number)


def work(listener):
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as lines:
            for line in lines:
                try:
                    lines.write(b"%d %d\n" % (int(line), handle(int(line))))
                    lines.flush()
                except BrokenPipeError:
                    break


def serve(path):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    for _ in range(WORKERS):
        threading.Thread(target=work, args=(listener,), daemon=True).start()
    with open(path, "w") as ready:
        ready.write(str(listener.getsockname()[1]))
    sys.stdin.read()
    print("served", flush=True)


def ask(port, path):
    asked = collections.Counter()
    over = threading.Event()

    def converse(first):
        number = first
        while not over.is_set():
            # A connection for some requests, then a new one.
            with socket.create_connection(("127.0.0.1", port), timeout=60) as connection, connection.makefile("rwb") as lines:
                for _ in range(50):
                    number += CLIENTS
                    lines.write(b"%d\n" % number)
                    lines.flush()
                    line = lines.readline()
                    asked["asked"] += 1
                    if not line:
                        asked["lost"] += 1
                    elif line != b"%d %d\n" % (number, answer(number)):
                        asked["wrong"] += 1

    def guarded(first):
        try:
            converse(first)
        except Exception as error:
            asked["lost"] += 1
            print(repr(error), file=sys.stderr, flush=True)

    threads = [threading.Thread(target=guarded, args=(first,)) for first in range(CLIENTS)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()
    with open(path, "w") as summary:
        json.dump({"asked": asked["asked"], "wrong": asked["wrong"], "lost": asked["lost"]}, summary)


if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    ask(int(sys.argv[2]), sys.argv[3])
