"""The answers are counted, not kept."""
from lab import mark

count = 0


def handle(request):
    global count
    answer = f"answer {request} " + "." * 100
    count += 1
    return len(answer)


for request in range(20_000):
    handle(request)
mark("at the end")
