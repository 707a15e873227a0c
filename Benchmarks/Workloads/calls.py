"""Call churn: deep recursion and short calls whose arguments and results die at once."""

from _outcome import finish


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def swap(pair, *rest, **options):
    first, second = pair
    return (second + options["step"], first, *rest)[:2]


def fold(values, step):
    pair = (values[0], 1000.5)
    for value in values:
        pair = swap(pair, value, step=step)
    return pair


def nested(depth, value):
    if depth == 0:
        return [value]
    return [value + 0.5, *nested(depth - 1, value * 1.0001)]


def main():
    total = fibonacci(28)
    for step in range(1600):
        total += int(fold(range(1000, 2000), step + 0.25)[0])
    for start in range(6000):
        total += len(nested(150, float(start)))
    return total


if __name__ == "__main__":
    finish(main())
