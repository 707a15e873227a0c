# Makes, uses and ends other interpreters in this process.
import sys

try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

SOURCE = "kept = [bytearray(1000) for _ in range(1000)]; import json; text = json.dumps(list(range(1000)))"
run = getattr(interpreters, "run_string", None) or interpreters.exec
for _ in range(5):
    made = interpreters.create()
    run(made, SOURCE)
    interpreters.destroy(made)
many = [interpreters.create() for _ in range(3)]
for made in many:
    run(made, SOURCE)
kept = bytearray(3_000_000)  # @main
print(len(many), len(kept))
