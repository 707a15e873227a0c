"""Many small objects that stay alive: records with tuples, strings, lists and dicts, indexed twice."""

from _outcome import finish


class Account:
    __slots__ = ("number", "owner", "history")

    def __init__(self, number):
        self.number = number
        self.owner = {"name": f"owner {number}", "city": f"city {number % 997}"}
        self.history = [(number, float(day), str(day * number)) for day in range(3)]


def main():
    accounts = [Account(number) for number in range(200_000)]
    by_name = {account.owner["name"]: account for account in accounts}
    by_city = {}
    for account in accounts:
        by_city.setdefault(account.owner["city"], []).append(account)
    return sum(len(account.history) for account in by_name.values()) + len(by_city)


if __name__ == "__main__":
    finish(main())
