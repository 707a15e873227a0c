"""Parses every module of the standard library and indexes what it defines: a real program with a real appetite.

    heaptide run Examples/index_stdlib.py [FOLDER]
"""

import ast
import collections
import pathlib
import sys
import sysconfig


def parse(path):
    """The syntax tree of a file, None for what this interpreter cannot parse (test data, templates)."""
    try:
        return ast.parse(path.read_bytes(), filename=str(path))
    except (SyntaxError, ValueError, RecursionError):
        return None


def definitions(tree, module):
    """(qualified name, kind, line) of every class and function of a module."""
    stack = [(tree, module)]
    while stack:
        node, prefix = stack.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = f"{prefix}.{child.name}"
                yield name, type(child).__name__, child.lineno
                stack.append((child, name))


class Index:
    """Where every name of a library is defined, and in which modules every word is used."""

    def __init__(self):
        self.places = {}
        self.uses = collections.defaultdict(set)

    def add(self, path, module):
        tree = parse(path)
        if tree is None:
            return
        for name, kind, line in definitions(tree, module):
            self.places[name] = (kind, module, line)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                self.uses[node.id].add(module)
            elif isinstance(node, ast.Attribute):
                self.uses[node.attr].add(module)


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else sysconfig.get_path("stdlib"))
    index = Index()
    files = [path for path in sorted(folder.rglob("*.py")) if "site-packages" not in path.parts and "test" not in path.parts]
    for path in files:
        module = ".".join(path.relative_to(folder).with_suffix("").parts)
        index.add(path, module)
    busiest = max(index.uses, key=lambda word: len(index.uses[word]))
    print(f"{len(files)} files, {len(index.places)} definitions, {len(index.uses)} words; "
          f"{busiest!r} is used in {len(index.uses[busiest])} modules")


if __name__ == "__main__":
    main()
