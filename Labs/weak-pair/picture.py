"""Two pairs while names lead to them: one in a circle, one with a weak way back."""
import weakref


class Owner:
    other = None


left, right = Owner(), Owner()
left.other, right.other = right, left
first, second = Owner(), Owner()
first.other, second.other = second, weakref.ref(first)
