"""Text: a template engine over regular expressions renders pages, which are then split into words and counted."""

import re
from collections import Counter

from _outcome import finish

PAGE = """<h1>{{ title | upper }}</h1>
<ul>{% for item in items %}
  <li class="{{ item.kind }}">{{ item.name | title }}: {{ item.price | money }}
    {% if item.rare %}<b>rare</b>{% end %}</li>
{% end %}</ul>
<p>{{ footer }}</p>
"""
TOKEN = re.compile(r"({{.*?}}|{%.*?%})", re.S)
TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
WORD = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?")
FILTERS = {"upper": str.upper, "title": str.title, "money": lambda value: f"{float(value):,.2f} EUR"}


def parse(tokens):
    nodes = []
    for token in tokens:
        if token.startswith("{{"):
            path, _, name = token[2:-2].partition("|")
            nodes.append(("value", path.strip().split("."), name.strip()))
        elif token.startswith("{%"):
            words = token[2:-2].split()
            if words[0] == "end":
                return nodes
            nodes.append((words[0], words[1:], parse(tokens)))
        elif token:
            nodes.append(("text", token, None))
    return nodes


def lookup(path, scope):
    value = scope
    for part in path:
        value = value[part]
    return value


def render(nodes, scope, out):
    for kind, detail, extra in nodes:
        if kind == "text":
            out.append(detail)
        elif kind == "value":
            value = lookup(detail, scope)
            out.append(FILTERS[extra](value) if extra else str(value))
        elif kind == "for":
            for item in lookup(detail[2].split("."), scope):
                render(extra, {**scope, detail[0]: item}, out)
        elif lookup(detail[0].split("."), scope):
            render(extra, scope, out)


def scope(page):
    items = [
        {"kind": f"k{i % 5}", "name": f"thing number {i * page}", "price": i * 17.5, "rare": i % 11 == 0}
        for i in range(120)
    ]
    return {"title": f"page {page}", "items": items, "footer": "all prices without warranty"}


def main():
    nodes = parse(iter(TOKEN.split(PAGE)))
    words = Counter()
    length = 0
    for page in range(1200):
        out = []
        render(nodes, scope(page), out)
        html = "".join(out)
        text = TAG.sub(lambda match: f" {match[2]} " if match[1] else " ", html)
        words.update(word.lower() for word in WORD.findall(text))
        length += len(html)
    return f"{length} {len(words)} {words.most_common(3)}"


if __name__ == "__main__":
    finish(main())
