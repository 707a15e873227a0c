# Catches the MemoryError and goes on growing.
blocks = []
count = 0
print("started", flush=True)
while True:
    try:
        blocks.append(bytearray(1 << 16))
    except MemoryError:
        count += 1
