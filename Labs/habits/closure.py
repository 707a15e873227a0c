"""Functions that remember all that they were made from."""
from lab import mark


def counter_for(document):
    words = [word.lower() for word in document.split()]

    def count():
        return len(words)

    return count


counters = [counter_for(f"document {n} " + "word " * 200) for n in range(1000)]
print(sum(counter() for counter in counters))
mark("at the end")
