# Forks 300 children, one after the other; each allocates.
import os

kept = [bytearray(1000) for _ in range(1000)]
codes = []
for number in range(300):
    pid = os.fork()
    if pid == 0:
        mine = [bytearray(1000) for _ in range(20)]  # @child
        os._exit(number % 200 if len(mine) + len(kept) == 1020 else 255)
    codes.append(os.waitpid(pid, 0)[1] >> 8)
print(codes == [number % 200 for number in range(300)])
