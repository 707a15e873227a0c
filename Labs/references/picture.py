"""One object, and everything that refers to it."""
thing = object()
alias = thing
places = [thing, thing]
box = {"thing": thing}
