"""Binary trees of 16 levels, built, walked and dropped, one of them kept to the end."""

from _outcome import finish


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def count(self):
        if self.left is None:
            return 1
        return 1 + self.left.count() + self.right.count()


def grow(levels):
    if levels == 1:
        return Node(None, None)
    return Node(grow(levels - 1), grow(levels - 1))


def main():
    kept = grow(16)
    return sum(grow(16).count() for _ in range(21)) + kept.count()


if __name__ == "__main__":
    finish(main())
