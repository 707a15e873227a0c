"""Nested rules of a firewall, copied in three ways; then an inner list changes."""
import copy

from lab import mark, note

rules = [["allow", [f"10.0.{block}.{host}" for host in range(100)]] for block in range(100)]
mark("rules")
alias = rules
mark("alias")
sliced = rules[:]
mark("slice")
deep = copy.deepcopy(rules)
mark("deep copy")

rules[0][1].append("10.9.9.9")
rules.append(["deny", ["0.0.0.0"]])
note("the alias shows the change of an inner list", "10.9.9.9" in alias[0][1])
note("the slice shows the change of an inner list", "10.9.9.9" in sliced[0][1])
note("the deep copy shows the change of an inner list", "10.9.9.9" in deep[0][1])
note("the alias shows the new rule", len(alias) == 101)
note("the slice shows the new rule", len(sliced) == 101)
note("the deep copy shows the new rule", len(deep) == 101)
note("inner lists that the slice shares", sum(a is b for a, b in zip(rules, sliced)), "of 100")
note("inner lists that the deep copy shares", sum(a is b for a, b in zip(rules, deep)), "of 100")
note("strings that the deep copy shares", sum(a is b for x, y in zip(rules, deep) for a, b in zip(x[1], y[1])))
