# Threads fork while other threads allocate; each child allocates and starts a thread of its own.
import os
import threading
import warnings

warnings.simplefilter("ignore")
stop = False
statuses = []


def churn():
    while not stop:
        text = [str(number) * 10 for number in range(200)]
        del text


def child(number):
    kept = [bytes(500) for _ in range(200)]
    thread = threading.Thread(target=kept.extend, args=([bytes(100) for _ in range(100)],))
    thread.start()
    thread.join()
    os._exit(number if len(kept) == 300 else 99)


def fork(number):
    for _ in range(5):
        pid = os.fork()
        if pid == 0:
            child(number)
        statuses.append(os.waitpid(pid, 0)[1] >> 8)


churners = [threading.Thread(target=churn) for _ in range(3)]
forkers = [threading.Thread(target=fork, args=(number,)) for number in range(8)]
for thread in churners + forkers:
    thread.start()
for thread in forkers:
    thread.join()
stop = True
for thread in churners:
    thread.join()
print(sorted(statuses))
