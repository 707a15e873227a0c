# Grows without end, in the way that it is told.
import sys
import traceback  # what prints a MemoryError from 3.13 on; compiling it needs more than is left at the limit


class Node:
    def __init__(self, next):
        self.next = next


def grow_list():
    grown = []
    while True:
        grown.append("leak")  # @list


def grow_dict():
    grown = {}
    number = 0
    while True:
        grown[number] = object()  # @dict
        number += 1


def grow_nodes():
    head = None
    while True:
        head = Node(head)  # @nodes


def grow_string():
    text = ""
    while True:
        text += "x" * 10**6  # @string


def grow_huge():
    return bytearray(8 << 30)  # @huge


assert traceback
try:
    globals()["grow_" + sys.argv[1]]()
finally:
    print("cleaned up", flush=True)
