"""sqlite3 and pickle: bookings written to a database in memory, queried, and their answers pickled and loaded again."""

import pickle
import sqlite3

from _outcome import finish


def bookings(year, count):
    for number in range(count):
        yield (year, number % 83, number * 37 % 1009, f"booking {number} of {year}")


def main():
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE booking (year INTEGER, account INTEGER, amount INTEGER, note TEXT)")
    size = 0
    for year in range(2000, 2010):
        with database:
            database.executemany("INSERT INTO booking VALUES (?, ?, ?, ?)", bookings(year, 25_000))
        rows = database.execute("SELECT account, amount, note FROM booking WHERE year = ?", (year,)).fetchall()
        answers = [{"account": account, "amount": amount, "note": note} for account, amount, note in rows]
        packed = pickle.dumps(answers)
        size += len(packed) + len(pickle.loads(packed))
    database.execute("CREATE INDEX by_account ON booking (account, year)")
    sums = database.execute("SELECT account, year, sum(amount) FROM booking GROUP BY account, year").fetchall()
    return f"{size} {len(sums)} {sum(row[2] for row in sums)}"


if __name__ == "__main__":
    finish(main())
