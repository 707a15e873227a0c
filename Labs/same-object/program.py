"""Which equal things are one object?"""
from lab import note


def fresh(number):
    return int(str(number))  # computed, so that no constant of the code is used


def small_integers():
    cached = [n for n in range(-300, 3000) if fresh(n) is fresh(n)]
    note("smallest integer that is always one object", cached[0])
    note("largest integer that is always one object", cached[-1])
    note("gaps in between", cached[-1] - cached[0] + 1 - len(cached))


def unit(source, name):
    """The variables of a unit of code, compiled by itself."""
    variables = {}
    exec(compile(source, name, "exec"), {}, variables)
    return variables


small_integers()
note("two equal large literals in one unit are one object", unit("a = 1000000; b = 1000000; same = a is b", "one")["same"])
note("computed twice they are one object", fresh(1000000) is fresh(1000000))

first = unit("number = 1000000; name = 'identifier'; text = 'not an identifier!'", "first unit")
second = unit("number = 1000000; name = 'identifier'; text = 'not an identifier!'", "second unit")
note("in two units they are one object", first["number"] is second["number"])
note("strings that look like names, in two units, are one object", first["name"] is second["name"])
note("other strings, in two units, are one object", first["text"] is second["text"])
note("a string put together at run time is the same object", "".join(["identi", "fier"]) is first["name"])
