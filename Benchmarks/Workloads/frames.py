"""pandas: sales are grouped, merged with their shops, pivoted and resampled, one frame after another."""

import numpy
import pandas

from _outcome import finish


def sales(random, rows):
    start = pandas.Timestamp("2024-01-01")
    return pandas.DataFrame(
        {
            "shop": random.integers(0, 500, rows),
            "product": random.integers(0, 60, rows),
            "pieces": random.integers(1, 9, rows),
            "price": random.random(rows) * 90.0,
            "time": start + pandas.to_timedelta(numpy.sort(random.integers(0, 365 * 86_400, rows)), unit="s"),
        }
    )


def main():
    random = numpy.random.default_rng(11)
    shops = pandas.DataFrame({"shop": range(500), "region": [f"region {i % 12}" for i in range(500)]})
    total = 0.0
    for _ in range(7):
        frame = sales(random, 250_000)
        frame["turnover"] = frame["pieces"] * frame["price"]
        joined = frame.merge(shops, on="shop")
        by_region = joined.groupby(["region", "product"])["turnover"].agg(["sum", "mean", "max"])
        table = joined.pivot_table(index="product", columns="region", values="pieces", aggfunc="sum")
        daily = joined.set_index("time")["turnover"].resample("D").sum()
        total += float(by_region["sum"].sum()) + float(table.to_numpy().sum()) + float(daily.rolling(7).mean().max())
    return f"{total:.3f}"


if __name__ == "__main__":
    finish(main())
