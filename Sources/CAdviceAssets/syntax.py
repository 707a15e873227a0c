"""Writes the syntax trees of Python files, which are parsed and never run. Started as `python3 -I -S -c`.

Standard input: paths, each ended by a zero byte. Standard output: for each, in their order, one record as
Sources/Advice/Parsing/SyntaxRecord.swift reads it: a header of four 32-bit integers (status, nodes, texts, bytes of texts),
columns of 32-bit integers (kind, role, parent, line, column, last line, text), the texts' lengths, the texts.
"""

import sys
from array import array

LARGEST_FILE, LONGEST_TEXT, MOST_NODES = 8 << 20, 200, 4_000_000
MEMORY_LIMIT = 6 << 30
PARSED, FAILED = 0, 1
# What these are says the text of the node above.
MARKS = frozenset((
    "Load", "Store", "Del", "And", "Or", "Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift", "BitOr",
    "BitXor", "BitAnd", "FloorDiv", "Invert", "Not", "UAdd", "USub", "Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot",
    "In", "NotIn",
))
# The field of a node that is its text.
NAMES = {
    "Name": "id", "arg": "arg", "Attribute": "attr", "FunctionDef": "name", "AsyncFunctionDef": "name",
    "ClassDef": "name", "keyword": "arg", "alias": "name", "ExceptHandler": "name", "ImportFrom": "module",
    "MatchAs": "name", "MatchStar": "name", "TypeVar": "name",
}
CONTEXTS = {"Store": "Store", "Del": "Delete"}


def shape(cls):
    """What there is to know of a class of nodes: its kind, the kinds when stored or deleted, child fields, the text."""
    name = cls.__name__
    skipped = {"ctx", "type_comment", "kind", "lineno", "type_ignores"}
    fields = tuple(field for field in cls._fields if field not in skipped)
    return name, fields, NAMES.get(name), "ctx" in cls._fields


def constant(value):
    kind = type(value).__name__
    if kind == "str":
        return "str:" + value[:LONGEST_TEXT]
    if kind == "int":
        return "int:" + (str(value) if -(1 << 62) < value < 1 << 62 else "large")
    return kind + ":"


def flatten(root):
    """The columns of a tree, in preorder, and its texts."""
    texts, shapes = {"": 0}, {}
    intern = texts.setdefault
    columns = array("i")
    push = columns.extend
    stack = [(root, -1, "")]
    pop, add = stack.pop, stack.append
    count = 0
    while stack:
        node, parent, role = pop()
        cls = type(node)
        known = shapes.get(cls)
        if known is None:
            known = shapes[cls] = shape(cls)
        kind, fields, naming, has_context = known
        if kind == "Constant":
            text, fields = constant(node.value), ()
        elif naming:
            text = getattr(node, naming) or ""
        elif kind in ("Global", "Nonlocal"):
            text, fields = ",".join(node.names), ()
        elif kind == "Compare":
            text = ",".join(type(op).__name__ for op in node.ops)
        elif kind in ("BinOp", "AugAssign", "UnaryOp", "BoolOp"):
            text = type(node.op).__name__
        else:
            text = ""
        if has_context:
            context = type(node.ctx).__name__
            if context != "Load":
                kind = CONTEXTS[context] + kind
        if kind == "alias":
            text = text + "=" + (node.asname or "")
        line = getattr(node, "lineno", 0)
        push((
            intern(kind, len(texts)), intern(role, len(texts)), parent, line, getattr(node, "col_offset", 0),
            getattr(node, "end_lineno", line) or line, intern(text, len(texts)),
        ))
        own = count
        count += 1
        if count > MOST_NODES:
            raise ValueError("it is too large")
        children = []
        for field in fields:
            value = getattr(node, field, None)
            if value.__class__ is list:
                for item in value:
                    # A dict display's `**other` has no key.
                    if item is not None and hasattr(item, "_fields") and type(item).__name__ not in MARKS:
                        children.append((item, own, field))
            elif value is not None and hasattr(value, "_fields") and type(value).__name__ not in MARKS:
                children.append((value, own, field))
        children.reverse()
        stack.extend(children)
    return columns, texts, count


def record(status, columns, texts, count):
    encoded = [text.encode("utf-8", "replace") for text in texts]
    header = array("i", (status, count, len(encoded), sum(map(len, encoded))))
    lengths = array("i", map(len, encoded))
    transposed = b"".join(columns[offset::7].tobytes() for offset in range(7))
    return b"".join((header.tobytes(), transposed, lengths.tobytes(), *encoded))


def describe(path):
    try:
        with open(path, "rb") as file:
            source = file.read(LARGEST_FILE + 1)
        if len(source) > LARGEST_FILE:
            raise ValueError(f"it is larger than {LARGEST_FILE >> 20} MiB")
        tree = compile(source, "source", "exec", 0x400, True)  # PyCF_ONLY_AST: nothing of it runs
        return record(PARSED, *flatten(tree))
    except SyntaxError as error:
        message = f"line {error.lineno}: {error.msg}" if error.lineno else error.msg
    except OSError as error:
        message = error.strerror or "it cannot be read"
    except RecursionError:
        message = "it is nested too deeply"
    except MemoryError:
        message = "it is nested too deeply, or memory is short"
    except Exception as error:
        message = str(error)
    return record(FAILED, array("i"), [str(message)[:LONGEST_TEXT]], 0)


def main():
    import gc

    gc.disable()  # a syntax tree has no cycles
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    except (ImportError, ValueError, OSError):
        pass
    output = sys.stdout.buffer
    output.write(b"HTSYN001")
    for path in sys.stdin.buffer.read().split(b"\0")[:-1]:
        output.write(describe(path))
        output.flush()


main()
