"""A number that is counted up, a list that is appended to; a second name keeps what each was before."""
number = 1000
number_before = number
number += 1
items = [1]
items_before = items
items.append(2)
