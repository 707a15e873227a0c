# Meets the limit five times, frees what it has, and goes on.
caught = 0
for _ in range(5):
    blocks = []
    try:
        while True:
            blocks.append(bytearray(1 << 20))
    except MemoryError:
        caught += 1
        blocks = None
kept = [bytearray(1000) for _ in range(1000)]
print("caught", caught, "and went on with", len(kept))
