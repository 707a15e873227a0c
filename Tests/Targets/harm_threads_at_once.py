# 200 threads allocate at the same time.
import threading

THREADS = 200
barrier = threading.Barrier(THREADS)
kept = []


def work():
    barrier.wait()
    mine = []
    for _ in range(100):
        mine.append(bytearray(1000))  # @mine
        del [str(number) for number in range(50)][:]
    kept.append(mine)


threads = [threading.Thread(target=work) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(kept), sum(map(len, kept)))
