"""Generators: queens on a board, permutations and windows over Collatz sequences, by chained and recursive generators."""

from _outcome import finish


def permutations(items):
    if len(items) < 2:
        yield items
        return
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1 :]):
            yield (item, *rest)


def queens(size, columns=()):
    row = len(columns)
    if row == size:
        yield columns
        return
    for column in range(size):
        if all(column != other and abs(column - other) != row - at for at, other in enumerate(columns)):
            yield from queens(size, (*columns, column))


def windows(values, width):
    window = []
    for value in values:
        window.append(value)
        if len(window) == width:
            yield tuple(window)
            window = window[1:]


def collatz(start):
    while start != 1:
        yield start
        start = start // 2 if start % 2 == 0 else 3 * start + 1
    yield 1


def main():
    boards = sum(1 for _ in queens(9))
    orders = sum(1 for order in permutations(tuple(range(9))) if order[0] < order[-1])
    rises = sum(1 for start in range(1, 9000) for a, b, c in windows(collatz(start), 3) if a < c)
    return f"{boards} {orders} {rises}"


if __name__ == "__main__":
    finish(main())
