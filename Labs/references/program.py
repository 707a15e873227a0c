"""What sys.getrefcount answers, and what it does not say."""
import sys

from lab import note


def in_a_function():
    thing = object()
    fresh = sys.getrefcount(thing)
    alias = thing
    aliased = sys.getrefcount(thing)
    holder = [thing, thing]
    listed = sys.getrefcount(thing)
    return fresh, aliased - fresh, listed - aliased, alias, holder


fresh, alias, listed, _, _ = in_a_function()
note("count of a fresh object in a function", fresh)
note("more after an alias", alias)
note("more after a list with it twice", listed)

thing = object()
note("count of a fresh object in a module", sys.getrefcount(thing))

holder = 1000
before = sys.getrefcount(None)
holder = [None] * holder
after = sys.getrefcount(None)
note("count of None", before)
note("more after a thousand references to None", after - before)
note("count of the literal 1", sys.getrefcount(1))
note("count of a large literal", sys.getrefcount(123456789))
