"""Line tables as this interpreter writes them, and the line that it itself gives for every instruction, as JSON."""

import argparse
import asyncio.base_events
import ctypes
import dataclasses
import inspect
import json
import sys
import tarfile
import types
import typing

line_of = ctypes.pythonapi.PyCode_Addr2Line
line_of.argtypes, line_of.restype = [ctypes.py_object, ctypes.c_int], ctypes.c_int

TRICKY = [
    "def far():\n    a = 1" + "\n" * 300 + "    b = 2" + "\n" * 5 + "    return a\n",
    "x = " + " + ".join(["y"] * 400) + "\nz = 1\n",
    "x = (\n" + "\n".join("f(%d) +" % i for i in range(400)) + "\n1)\n" + "\n" * 130 + "y = 2\n",
    "f(\n  1,\n  g(\n    2,\n\n\n    h(3)\n  ),\n  [i for i in\n   range(3)\n   if i\n  ]\n)\n",
    "@a\n@b(1)\n\n@c\nclass C:\n    'doc'\n    x: int = 1\n    @d\n    def m(self): return [\n  1 for _ in y]\n",
    "\n" * 5000 + "def g():\n  try:\n    with a as b, c:\n      return 1\n  except (A,\n   B) as e:\n    pass\n"
    "  finally:\n    h()\n  while x:\n    if y: continue\n    break\n  else:\n    k()\n",
    "async def a():\n  async with b as c:\n    async for d in e:\n      yield await f(\n       d)\n",
    "a = 1; b = 2; c = lambda: (\n 1,\n 2)\nif a: b\nelif c:\n  d\nassert a, (\n b)\nprint(f'{a}{b\n!r}')\n"
    if sys.version_info >= (3, 12) else "a = 1; b = 2; c = lambda: (\n 1,\n 2)\nif a: b\nelif c:\n  d\nassert a, b\n",
    "def n():\n" + "".join("  if a%d:\n    return (\n\n%s)\n" % (i, "\n" * (i % 140) + "b") for i in range(200)),
    "x = {\n" + "".join("'k%d':\n  [v, \n  w],\n" % i for i in range(300)) + "}\n",
]


def all_codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from all_codes(constant)


def dump(code):
    table = code.co_linetable if sys.version_info >= (3, 10) else code.co_lnotab
    lines = [line_of(code, offset) for offset in range(0, len(code.co_code), 2)]
    return {"name": code.co_name, "first": code.co_firstlineno, "table": table.hex(), "lines": lines}


sources = list(TRICKY)
for module in (argparse, asyncio.base_events, dataclasses, inspect, tarfile, typing):
    sources.append(inspect.getsource(module))
codes = []
for source in sources:
    for optimization in (0, 2):
        codes += map(dump, all_codes(compile(source, "tricky.py", "exec", optimize=optimization)))
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(codes, file)
