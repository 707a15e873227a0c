#!/usr/bin/env python3
"""Writes the report page with made-up data, to look at it without a recording.

    make-preview.py OUT.html [--nodes 20000] [--case usual|tiny|empty|hostile|processes|deep|broken] [--seed 1]

Joins the page exactly as the Swift side does: one pass over page.html, three markers.
"""

import argparse
import json
import pathlib
import re

import fixture

ASSETS = pathlib.Path(__file__).resolve().parent.parent


def join_page(report):
    """The finished page. One pass, so that data that looks like a marker stays data."""
    parts = {
        "STYLE": (ASSETS / "report.css").read_text(),
        "SCRIPT": "".join(path.read_text() for path in sorted(ASSETS.glob("*.js"))),
        "DATA": json.dumps(report, separators=(",", ":")).replace("<", "\\u003c"),
    }
    page = (ASSETS / "page.html").read_text()
    return re.sub(r"/\*HEAPTIDE_(STYLE|SCRIPT|DATA)\*/", lambda marker: parts[marker[1]], page)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--nodes", type=int, default=20_000)
    parser.add_argument("--case", choices=sorted(fixture.CASES), default="usual")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.write_text(join_page(fixture.CASES[options.case](options.nodes, options.seed)))


if __name__ == "__main__":
    main()
