"""Children that end in every way, each of which says in the answer how it did: what its parent was told of it."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time

ended = {}


def fork(name, body):
    pid = os.fork()
    if pid == 0:
        body()
        os._exit(99)
    status = os.waitpid(pid, 0)[1]
    ended[name] = [pid, os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)]


def through_interpreter():
    # As os._exit would not: every handler runs, the interpreter tears itself down.
    import ctypes
    ctypes.CDLL(None).exit(12)


def killed(number):
    os.kill(os.getpid(), number)
    time.sleep(60)


def child(code):
    sys.exit(code)


def run(name, arguments, **options):
    process = subprocess.Popen([sys.executable, *arguments], stderr=subprocess.DEVNULL, **options)
    ended[name] = [process.pid, process.wait()]


def never_waited_for(code):
    """A child of a child, whose parent is gone: whoever takes it over asks for its status, or nobody does."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        if os.fork() == 0:
            os.write(writing, b"%d" % os.getpid())
            os.close(writing)
            time.sleep(0.2)
            os._exit(code)
        os._exit(0)
    os.wait()
    ended["orphan"] = [int(os.read(reading, 20)), code]
    os.close(writing)
    os.read(reading, 1)


if __name__ == "__main__":
    fork("os._exit", lambda: os._exit(3))
    fork("os._exit 0", lambda: os._exit(0))
    fork("exit", through_interpreter)
    fork("SIGKILL", lambda: killed(signal.SIGKILL))
    fork("SIGTERM", lambda: killed(signal.SIGTERM))
    for method in ("fork", "spawn"):
        process = multiprocessing.get_context(method).Process(target=child, args=(40,))
        process.start()
        process.join()
        ended[method] = [process.pid, process.exitcode]
    run("sys.exit", ["-c", "import sys; sys.exit(5)"])
    run("exception", ["-c", "1 / 0"])
    run("nothing", ["-c", "pass"])
    run("abort", ["-c", "import os; os.abort()"])
    never_waited_for(33)
    with open(sys.argv[1], "w") as answer:
        json.dump(ended, answer)
    sys.exit(9)
