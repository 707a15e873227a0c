"""Keeps only the last thousand: the same million strings come, and the memory stays."""
from collections import deque

latest = deque(maxlen=1000)
for _ in range(1_000_000):
    latest.append("leak")
