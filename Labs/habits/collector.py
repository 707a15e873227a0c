"""A list of the module that collects what nobody reads."""
from lab import mark

seen = []


def handle(request):
    answer = f"answer {request} " + "." * 100
    seen.append(answer)
    return len(answer)


for request in range(20_000):
    handle(request)
mark("at the end")
