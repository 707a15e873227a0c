"""Appends the same short string to a list, for ever."""
leaked = []
while True:
    leaked.append("leak")
