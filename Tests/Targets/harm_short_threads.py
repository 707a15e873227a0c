# Makes and ends 5,000 threads, ten at a time.
import threading

kept = []


def work(number):
    kept.append(bytearray(1000))  # @kept


for start in range(0, 5000, 10):
    threads = [threading.Thread(target=work, args=(start + number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(len(kept))
