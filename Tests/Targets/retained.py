# Structures that own what they hold, with what they retain: by adding up, and by guppy. Writes it, and waits.
#
#   retained.py TRUTH-FILE
#
# Contents are made so that nothing else refers to them: no literals, no small integers, no interned strings.
import array
import collections
import json
import sys
import time

try:
    from guppy import hpy
except ImportError:
    hpy = None

counter = 10**6


def number():
    global counter
    counter += 1
    return counter


def text():
    return "text %d" % number()


class Slotted:
    __slots__ = ("left", "right", "value")

    def __init__(self, left, right):
        self.left, self.right, self.value = left, right, float(number())


def tree(depth):
    return Slotted(tree(depth - 1), tree(depth - 1)) if depth else None


def chain(count):
    first = None
    for _ in range(count):
        first = [first, text()]
    return first


def ring(count):
    members = [[text()] for _ in range(count)]
    for index, member in enumerate(members):
        member.append(members[index - 1])
    return members[0]


def function():
    rows = [text() for _ in range(100)]
    return lambda: rows


def total(*things):
    """What the blocks of these come to, once each."""
    return sum(sys.getsizeof(thing) for thing in {id(thing): thing for thing in things}.values())


def total_tree(node):
    return 0 if node is None else total(node, node.value) + total_tree(node.left) + total_tree(node.right)


def total_chain(link):
    size = 0
    while link is not None:
        size += total(link, link[1])
        link = link[0]
    return size


def total_ring(first):
    size, member = 0, first
    while True:
        size += total(member, member[0])
        member = member[1]
        if member is first:
            return size


shared = [text() for _ in range(50)]
texts = [text() for _ in range(1000)]
rows = [(number(), float(number()), text()) for _ in range(500)]
table = {number(): [text()] for _ in range(300)}
named = {text(): bytearray(100) for _ in range(200)}
unique = {(number(), text()) for _ in range(100)}
queue = collections.deque(text() for _ in range(500))
ordered = collections.OrderedDict((number(), text()) for _ in range(100))
numbers = array.array("d", range(10000))
nested = [[[[text()] for _ in range(5)] for _ in range(5)] for _ in range(5)]
branches = tree(8)
links = chain(1000)
members = ring(100)
partly = [shared, text(), shared]
closing = function()
inside = closing.__closure__[0].cell_contents

cases = [
    ("list of texts", texts, total(texts, *texts)),
    ("list of tuples", rows, total(rows, *rows) + sum(total(*row) for row in rows)),
    ("dict of lists", table, total(table, *table) + sum(total(row, *row) for row in table.values())),
    ("dict of bytearrays", named, total(named, *named, *named.values())),
    ("set of tuples", unique, total(unique, *unique) + sum(total(*row) for row in unique)),
    ("deque", queue, total(queue, *queue)),
    ("OrderedDict", ordered, total(ordered, *ordered, *ordered.values())),
    ("array", numbers, total(numbers)),
    ("nested lists", nested, total(nested) + sum(total(a) + sum(total(b) + sum(total(c, *c) for c in b) for b in a) for a in nested)),
    ("tree with slots", branches, total_tree(branches)),
    ("linked list", links, total_chain(links)),
    ("ring", members, total_ring(members)),
    ("what others hold too", partly, total(partly, partly[1])),
    ("list in a closure", inside, total(inside, *inside)),
]
truth = [{"name": name, "id": id(thing), "bytes": bytes} for name, thing, bytes in cases]
if hpy is not None:
    heap = hpy()
    for entry, (name, thing, bytes) in zip(truth, cases):
        entry["guppy"] = heap.iso(thing).domisize
    del heap, entry, thing
# From here on each is held by one global alone, or by what that holds.
del cases, inside
with open(sys.argv[1], "w") as file:
    file.write(json.dumps(truth))
time.sleep(120)
