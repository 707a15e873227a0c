# Compiles, runs and drops 100,000 code objects, whose addresses are used again for others at other lines.
import sys

FILES = 20
LINES = 50
ROUNDS = 100

sources = ["\n" * line + f"kept[{line}] = bytearray(1000)\n" for line in range(LINES)]
for round in range(ROUNDS):
    for file in range(FILES):
        kept = [None] * LINES
        for line in range(LINES):
            exec(compile(sources[line], f"generated_{file}.py", "exec"))
for round in range(1000):
    assert eval(f"[{round}] * 3") == [round] * 3
print(len(kept), sys.getsizeof(kept[0]))
