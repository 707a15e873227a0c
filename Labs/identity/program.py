"""Who is changed, and who is replaced?"""
import time

from lab import note


def integers():
    number = 1000
    before = number
    number += 1
    return number, before


def lists():
    items = [1]
    before = items
    items.append(2)
    items += [3]
    return items, before


def alone(count):
    """Nobody else refers to the string."""
    text = ""
    moved, place = 0, 0
    for _ in range(count):
        text += "0123456789"
        if id(text) != place:
            moved += 1
            place = id(text)
    return moved


def watched(count):
    """A second name refers to it."""
    text = ""
    moved, place = 0, 0
    for _ in range(count):
        other = text
        text += "0123456789"
        if id(text) != place:
            moved += 1
            place = id(text)
    return moved


def joined(count):
    parts = []
    for _ in range(count):
        parts.append("0123456789")
    return len("".join(parts))


def timed(name, work, count):
    started = time.perf_counter()
    result = work(count)
    note(f"time of {name} while recorded", round(time.perf_counter() - started, 4), "s")
    return result


def strings(count):
    note("additions", count)
    note("copies when nobody else refers to the string", timed("s += x", alone, count))
    note("copies with a second reference", timed("s += x with a second reference", watched, count))
    note("characters joined", timed("join", joined, count))


number, number_before = integers()
note("the integer is the same object after += 1", number is number_before)
items, items_before = lists()
note("the list is the same object after append and +=", items is items_before)
strings(20_000)
