"""What sys.getrefcount answers, and what it does not say."""
import sys

from lab import note


def of_a_local():
    thing = object()
    fresh = sys.getrefcount(thing)
    alias = thing
    aliased = sys.getrefcount(thing)
    holder = [thing, thing]
    listed = sys.getrefcount(thing)
    note("count of a fresh object in a function", fresh)
    note("more after an alias", aliased - fresh)
    note("more after a list with it twice", listed - aliased)
    return alias, holder


def of_none(count):
    before = sys.getrefcount(None)
    holder = [None] * count
    after = sys.getrefcount(None)
    note("count of None", before)
    note("more after a thousand references to None", after - before)
    return holder


of_a_local()
thing = object()
note("count of a fresh object in a module", sys.getrefcount(thing))
of_none(1000)
note("count of the literal 1", sys.getrefcount(1))
note("count of a large literal", sys.getrefcount(123456789))

alias = thing
places = [thing, thing]
box = {"thing": thing}
note("count with an alias, two places of a list and a value of a dict", sys.getrefcount(thing))
