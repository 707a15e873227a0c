"""Three of the pairs, as the list holds them."""


class Node:
    partner = None


nodes = []
for _ in range(3):
    left, right = Node(), Node()
    left.partner, right.partner = right, left
    nodes.append(left)
del left, right
