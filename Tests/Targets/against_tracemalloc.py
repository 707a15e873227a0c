"""A program of many kinds of objects that writes at its end what tracemalloc has per line: file, line, bytes, blocks.

tracemalloc is on from the first line, so that a recording and it see the same blocks; what was allocated before, the
test leaves out. The collector is off, so that nothing is freed between the snapshot and the end.
"""

import tracemalloc

tracemalloc.start(1)

import gc
import sys

before = [getattr(module, "__file__", None) for name, module in sys.modules.items() if name != "__main__"]
gc.disable()

import argparse
import ast
import collections
import dataclasses
import decimal
import email.message
import fractions
import json
import re
import sqlite3
import string
import textwrap
import threading
import xml.dom.minidom


@dataclasses.dataclass
class Record:
    number: int
    name: str
    tags: list


class Node:
    def __init__(self, depth):
        self.depth = depth
        self.name = "node %d" % depth
        self.children = [Node(depth - 1) for _ in range(3)] if depth else []


def parse():
    with open(ast.__file__, encoding="utf-8") as file:
        text = file.read()
    tree = ast.parse(text)
    lines = text.splitlines()
    words = collections.Counter(re.findall(r"\w+", text))
    return tree, lines, words, [compile(line, "x", "exec") for line in ("a = %d" % n for n in range(3000, 3300))]


def documents():
    rows = [{"id": n, "name": str(n) * 3, "values": list(range(n % 30))} for n in range(8000)]
    document = json.loads(json.dumps(rows))
    page = xml.dom.minidom.parseString("<a>" + "".join("<b c='%d'>text %d</b>" % (n, n) for n in range(300)) + "</a>")
    message = email.message.EmailMessage()
    message.set_content("hello " * 2000)
    return rows, document, page, message


def records():
    rows = [Record(n, "name %d" % n, [n, str(n)]) for n in range(10_000)]
    index = {row.name: row for row in rows}
    numbers = [decimal.Decimal(n) / 7 for n in range(4000)], [fractions.Fraction(n, 7) for n in range(2000)]
    sets = [frozenset(range(n, n + n % 40)) for n in range(2000)]
    buffers = [bytearray(n) for n in range(0, 4000, 7)]
    queue = collections.deque(range(300, 50_000))
    return rows, index, numbers, sets, buffers, queue


def growing():
    items, table = [], {}
    for n in range(200_000, 260_000):
        items.append(n)
        table[n] = None
    del items[30_000:]
    for n in range(200_000, 255_000):
        del table[n]
    return items, table, "".join(chr(n) for n in range(300, 40_000)), string.Template("x" * 9999)


def database():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (a, b)")
    connection.executemany("insert into t values (?, ?)", ((n, str(n)) for n in range(5000)))
    return connection.execute("select * from t").fetchall()


def in_threads():
    made = []
    threads = [threading.Thread(target=lambda: made.append([float(n) for n in range(9000)])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return made


kept = []
for phase in (parse, documents, records, growing, database, in_threads, lambda: Node(7), argparse.ArgumentParser,
              lambda: textwrap.wrap("word " * 20_000)):
    gc.collect()  # empties the free lists
    kept.append(phase())
snapshot = tracemalloc.take_snapshot()
out = open(sys.argv[1], "w", encoding="utf-8")
json.dump({
    "before": [file for file in before if file],
    "lines": [
        {"file": line.traceback[0].filename, "line": line.traceback[0].lineno, "bytes": line.size}
        for line in snapshot.statistics("lineno")],
}, out)
out.close()
