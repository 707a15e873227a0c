"""A cached method: the cache keeps every instance that ever asked."""
from functools import lru_cache

from lab import mark


class Document:
    def __init__(self, number):
        self.text = f"document {number} " + "word " * 200

    @lru_cache(maxsize=None)
    def words(self):
        return len(self.text.split())


print(sum(Document(number).words() for number in range(5000)))
mark("at the end")
