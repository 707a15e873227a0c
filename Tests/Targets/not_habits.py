"""What looks like a habit that costs memory, and is none: `heaptide check` finds nothing here. Never run."""
import collections
import copy
import functools
import gc
import io

__all__ = ["REGISTRY"]
REGISTRY = []
QUEUE = []
CACHE = {}
FLAGS = {}
LINES = ("a", "b")


def delete_while_iterating(table):
    for key in [key for key in table if not table[key]]:
        del table[key]


def used_twice(count):
    numbers = [number for number in range(count)]
    return sum(numbers), max(numbers)


def joined(words):
    return "".join([word.upper() for word in words])


def changed_between(words):
    kept = list(words)
    short = [word for word in kept if len(word) < 3]
    kept.append("more")
    return sum(short)


def rewrites(path):
    with open(path) as file:
        for line in file.readlines():
            with open(path, "w") as other:
                other.write(line)


def not_a_file(stream):
    for line in stream.readlines():
        print(line)


def in_place(words):
    text = ""
    for word in words:
        text += word
    return text


def counted(words):
    total = 0
    for word in words:
        total = total + len(word) + 1
    return total


class Buffer:
    def __init__(self):
        self.text = ""
        self.count = 0
        self.parent = None
        self.buffer = []

    def lines(self, words):
        for word in words:
            self.text = ""
            self.text += word
            self.count += 1

    def adopt(self, child):
        child.parent = self
        self.buffer.append(child)

    def close(self):
        for child in self.buffer:
            child.parent = None

    @functools.lru_cache(maxsize=None)
    @staticmethod
    def static(number):
        return number


@functools.cache
def configuration():
    return {}


@functools.cache
def of_a_few(kind):
    return [kind]


def calls_of_a_few():
    for kind in ("a", "b", "c"):
        of_a_few(kind)


def bounded(key):
    if key not in CACHE:
        if len(CACHE) > 100:
            CACHE.clear()
        CACHE[key] = key * 2
    return CACHE[key]


def by_flag(is_short=False):
    if is_short not in FLAGS:
        FLAGS[is_short] = str(is_short)
    return FLAGS[is_short]


def register(function):
    REGISTRY.append(function)
    return function


def worker(jobs):
    for job in jobs:
        QUEUE.append(job)
    while QUEUE:
        print(QUEUE.pop())


def read_default(value, options={}):
    return options.get(value)


def replaced_default(value, items=[]):
    items = list(items)
    items.append(value)
    return items


def memo(number, _seen={}):
    _seen[number] = True
    return _seen


class Plugin:
    registry = []

    def __init__(self, name):
        self.name = name


class Named(Plugin):
    def __init__(self, name):
        super().__init__(name)
        self.options = vars(self)


plugins = [Named(name) for name in sorted(LINES)]


def closes(path):
    file = open(path)
    try:
        return file.read()
    finally:
        file.close()


def hands_over(path):
    return open(path)


def wraps(path):
    file = open(path, "rb")
    return io.BufferedReader(file)


def changes_copy(order):
    other = copy.deepcopy(order)
    other["price"] = 0
    return other


def changes_element(orders):
    other = copy.deepcopy(orders)
    for order in other:
        order["price"] = 0
    return sum(order["price"] for order in other)


def changes_original(order):
    before = copy.deepcopy(order)
    order.clear()
    return len(before)


def outer_level(rows):
    flat = [1, 2, 3]
    copied = flat[:]
    copied[0] = 5
    nested = [[1], [2]]
    mine = copy.deepcopy(nested)
    mine[0].append(3)
    return copied, mine


def needs_all(path):
    with open(path) as file:
        data = file.read()

    def search(word):
        return data.find(word)

    return search


def short_lived(path):
    with open(path) as file:
        data = file.read()

    def size():
        return len(data)

    return size()


def raises_later(jobs):
    errors = []
    for job in jobs:
        try:
            job()
        except ValueError as error:
            errors.append(error)
    if errors:
        raise errors[0]


def collects_once(rows):
    for row in rows:
        print(row)
    gc.collect()


def grows_and_is_compared(word):
    kinds = ["a", "b"]
    kinds.append("c")
    for kind in kinds:
        names = ["x", "y"]
        if word == names:
            return kind
    return collections.deque()
