"""A small service: it answers requests about customers. Somewhere in it something grows."""
import sys

from lab import note


class Customer:
    def __init__(self, number):
        self.number = number
        self.name = f"customer {number}"
        self.orders = [number * 7 % 100, number * 11 % 100]


class Directory:
    """All customers, made once."""

    def __init__(self, count):
        self.customers = {number: Customer(number) for number in range(count)}

    def find(self, number):
        return self.customers[number % len(self.customers)]


class Prices:
    def __init__(self):
        self.table = {n: n * 3 + 1 for n in range(100)}

    def total(self, orders):
        return sum(self.table[order] for order in orders)


class Audit:
    """The last few answers, for the operator."""

    def __init__(self):
        self.latest = []

    def record(self, answer):
        self.latest.append(answer)
        if len(self.latest) > 50:
            del self.latest[0]


class Service:
    def __init__(self):
        self.directory = Directory(500)
        self.prices = Prices()
        self.audit = Audit()
        self.rendered = {}

    def render(self, request, customer):
        key = (request, customer.number)
        if key not in self.rendered:
            total = self.prices.total(customer.orders)
            self.rendered[key] = f"request {request}: {customer.name} owes {total} " + "." * 200
        return self.rendered[key]

    def handle(self, request):
        answer = self.render(request, self.directory.find(request))
        self.audit.record(answer)
        return len(answer)


def main(requests):
    service = Service()
    sent = sum(service.handle(request) for request in range(requests))
    note("requests", requests)
    note("characters sent", sent)
    return service


if __name__ == "__main__":
    compare = "--tracemalloc" in sys.argv
    if compare:
        import linecache
        import tracemalloc

        tracemalloc.start()
    service = main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    if compare:
        top = tracemalloc.take_snapshot().statistics("lineno")[0]
        note("tracemalloc's top line", top.traceback[0].lineno)
        note("tracemalloc's top bytes", top.size, "bytes")
