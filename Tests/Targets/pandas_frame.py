"""A DataFrame of known columns, made at known lines."""

import numpy
import pandas

import truth

rows = 4_000_000


def make():
    numbers = numpy.zeros(rows)                    # mark: zeros
    codes = numpy.full(rows, 7, dtype="int32")     # mark: full
    frame = pandas.DataFrame({"a": numbers, "b": codes}, copy=False)
    doubled = frame["a"] * 2                       # mark: caller of product
    return frame, doubled


kept = make()
truth.known("zeros", "native", allocated=8 * rows, allocations=1, end=8 * rows, end_blocks=1)
data = {"rows": rows, "line": truth.lines_of(__file__)["caller of product"]}
truth.facts.append({
    "mark": "caller of product", "line": data["line"], "kind": "native", "function": "make", "like": None,
    "figures": {"product": int(kept[1].memory_usage(index=False))},
})
truth.write()
