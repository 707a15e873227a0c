"""The same two constants in two units of code: a string that looks like a name, and one that does not."""
first, second = {}, {}
exec(compile("name = 'identifier'; text = 'not an identifier!'", "first unit", "exec"), {}, first)
exec(compile("name = 'identifier'; text = 'not an identifier!'", "second unit", "exec"), {}, second)
