"""The large list lives in a child process; only what is kept comes back."""
import subprocess
import sys

from lab import mark, note

CHILD = """
records = [float(n) for n in range(2_000_000)]
print(*records[::1000])
"""

mark("before")
answer = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True).stdout
kept = [float(part) for part in answer.split()]
del answer
mark("collected")
note("kept", len(kept), "elements")
