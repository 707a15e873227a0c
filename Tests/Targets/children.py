"""Children by every means, each of which allocates a known block at a known line."""

import concurrent.futures
import multiprocessing
import os
import subprocess
import sys

import truth

n = 3 << 20
kept = []


def work(index):
    size = n + index
    block = b"x" * size                            # mark: work
    kept.append(block)
    return index


def inherited():
    block = b"x" * n                               # mark: before fork
    kept.append(block)


if __name__ == "__main__":
    inherited()
    for number, method in enumerate(("fork", "spawn", "forkserver")):
        process = multiprocessing.get_context(method).Process(target=work, args=(100 + number,))
        process.start()
        process.join()
        assert process.exitcode == 0
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(work, [200])) == [200]
    code = "import sys; sys.argv = ['x']; sys.path.insert(0, %r); import children; children.work(300)"
    subprocess.run([sys.executable, "-c", code % os.path.dirname(os.path.abspath(__file__))], check=True)
    subprocess.run(["/bin/sh", "-c", '"$0" -c "$1"', sys.executable,
                    (code % os.path.dirname(os.path.abspath(__file__))).replace("300", "301")], check=True)
    pid = os.fork()
    if pid == 0:
        work(400)
        os._exit(0)
    os.waitpid(pid, 0)
    truth.facts.append({"mark": "work", "line": truth.lines_of(__file__)["work"], "kind": "python", "function": None,
                        "like": None, "figures": {"bytes": n + truth.BYTES_HEADER}})
    truth.known("before fork", allocated=n + truth.BYTES_HEADER, allocations=1)
    truth.write()
