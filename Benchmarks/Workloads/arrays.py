"""numpy: large arrays made, combined, sorted and released; the bytes are in native buffers, Python objects are few."""

import numpy

from _outcome import finish


def smooth(values):
    return (values[:-2] + 2.0 * values[1:-1] + values[2:]) / 4.0


def main():
    random = numpy.random.default_rng(7)
    total = 0.0
    kept = []
    for round_number in range(8):
        values = random.random(2_000_000)
        waves = numpy.sin(values * 6.0) + numpy.cos(values * 3.0)
        order = numpy.sort(smooth(waves))
        grid = order[:1_960_000].reshape(1400, 1400)
        turned = numpy.ascontiguousarray(grid.T) - grid
        total += float(turned.std()) + float(order[::1000].sum())
        for part in numpy.array_split(values, 2000):
            total += float((part * part).max())
        if round_number % 4 == 0:
            kept.append(turned)
    return f"{total:.6f} {sum(array.nbytes for array in kept)}"


if __name__ == "__main__":
    finish(main())
