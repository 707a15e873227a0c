"""Inner tuples: nobody can change them, so a slice is enough."""
from lab import mark, note

rules = [("allow", tuple(f"10.0.{block}.{host}" for host in range(100))) for block in range(100)]
mark("rules")
sliced = rules[:]
mark("slice")
rules[0] = ("allow", rules[0][1] + ("10.9.9.9",))
rules.append(("deny", ("0.0.0.0",)))
note("the slice shows the change of an inner list", "10.9.9.9" in sliced[0][1])
note("the slice shows the new rule", len(sliced) == 101)
