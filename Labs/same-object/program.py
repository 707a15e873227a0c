"""Which equal things are one object?"""
from lab import note


def fresh(number):
    return int(str(number))  # computed, so that no constant of the code is used


cached = [n for n in range(-300, 3000) if fresh(n) is fresh(n)]
note("smallest integer that is always one object", cached[0])
note("largest integer that is always one object", cached[-1])
note("gaps in between", cached[-1] - cached[0] + 1 - len(cached))

one = compile("a = 1000000; b = 1000000; same = a is b", "one unit", "exec")
names = {}
exec(one, names)
note("two equal large literals in one unit are one object", names["same"])

first, second = {}, {}
exec(compile("a = 1000000", "first unit", "exec"), first)
exec(compile("a = 1000000", "second unit", "exec"), second)
note("in two units they are one object", first["a"] is second["a"])
note("computed twice they are one object", fresh(1000000) is fresh(1000000))

exec(compile("a = 'identifier'; b = 'not an identifier!'", "first unit", "exec"), first)
exec(compile("a = 'identifier'; b = 'not an identifier!'", "second unit", "exec"), second)
note("strings that look like names, in two units, are one object", first["a"] is second["a"])
note("other strings, in two units, are one object", first["b"] is second["b"])
note("a string put together at run time is the same object", "".join(["identi", "fier"]) is first["a"])
