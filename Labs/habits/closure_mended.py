"""Functions that remember the number only."""
from lab import mark


def counter_for(document):
    words = [word.lower() for word in document.split()]
    number = len(words)

    def count():
        return number

    return count


counters = [counter_for(f"document {n} " + "word " * 200) for n in range(1000)]
print(sum(counter() for counter in counters))
mark("at the end")
