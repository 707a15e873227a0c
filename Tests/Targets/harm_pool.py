# A pool of processes, made the way that it is told.
import multiprocessing
import sys


def square(number):
    kept = [bytearray(1000) for _ in range(100)]  # @worker
    return number * number + len(kept) - 100


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with context.Pool(3) as pool:
        print(sum(pool.map(square, range(200))))
    with context.Manager() as manager:
        shared = manager.dict()
        process = context.Process(target=shared.update, args=({"a": 1},))
        process.start()
        process.join()
        print(dict(shared), process.exitcode)
