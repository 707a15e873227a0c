"""What a target program knows of its own allocations: expected figures of marked lines.

A line is marked by a comment, `# mark: name`. A fact names a mark and the exact figures that a recording must have
there, by kind of memory: "python" (all three PyMem domains), "native" (malloc and its family), "mapping" (mmap).
At the program's end `write` hands the facts to the test as JSON, in the file that the first argument names.
"""

import json
import sys

facts = []
MARK = "# mark: "
BYTES_HEADER = 33  # a bytes object of n bytes is one block of n + 33


def lines_of(path):
    marks = {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if MARK in line:
                marks[line.split(MARK)[1].strip()] = number
    return marks


def known(mark, kind="python", function=None, like=None, **figures):
    """States figures of a marked line; with `like`, their difference from those of that other marked line."""
    marks = lines_of(sys._getframe(1).f_code.co_filename)
    facts.append({
        "mark": mark, "line": marks[mark], "kind": kind, "function": function,
        "like": None if like is None else marks[like], "figures": figures,
    })


def stack(mark, function, frames):
    """States the whole stack at a marked line: `frames` from `callers`, then the mark's own line and function."""
    path = sys._getframe(1).f_code.co_filename
    frames[-1]["line"] = lines_of(path)[mark]
    facts.append({
        "mark": mark, "line": frames[-1]["line"], "kind": "python", "function": function, "like": None, "figures": {},
        "stack": frames,
    })


def callers():
    """The caller's stack, outermost first: file, line, function of each frame."""
    frames = []
    frame = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        name = getattr(code, "co_qualname", code.co_name)
        frames.append({"file": code.co_filename, "line": frame.f_lineno, "function": name})
        frame = frame.f_back
    return frames[::-1]


def write():
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(facts, file)
