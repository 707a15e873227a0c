#!/usr/bin/env python3
"""Checks the keys and types of `heaptide report --json`: command_schema.py FILE. Says what is wrong, a line each."""

import json
import pathlib
import sys

INTEGER, SECONDS, TEXT, FLAG = int, float, str, bool


class Maybe:
    """A key that is always there and may be null."""

    def __init__(self, kind):
        self.kind = kind


SITE = {
    "file": TEXT, "line": INTEGER, "function": TEXT, "peak_bytes": INTEGER, "peak_blocks": INTEGER,
    "end_bytes": INTEGER, "end_blocks": INTEGER, "allocated_bytes": INTEGER, "allocations": INTEGER,
    "temporary_allocations": INTEGER,
}
PAUSES = {
    "count": INTEGER, "pause_seconds": SECONDS, "longest_pause_seconds": Maybe(SECONDS),
    "longest_pause_at_seconds": Maybe(SECONDS),
}
COLLECTIONS = Maybe({kind: PAUSES for kind in ("total", "minor", "major", "incremental", "recorder")})
PROCESS = {
    "pid": INTEGER, "parent_pid": INTEGER, "command": [TEXT], "start_seconds": SECONDS, "duration_seconds": SECONDS,
    "peak_bytes": INTEGER, "end_bytes": INTEGER, "allocated_bytes": INTEGER, "allocations": INTEGER,
    "rss_peak_bytes": Maybe(INTEGER), "end": TEXT, "exit_code": Maybe(INTEGER), "signal": Maybe(INTEGER), "worker": Maybe(INTEGER),
    "collections": COLLECTIONS,
}
MARK = {
    "name": TEXT, "pid": INTEGER, "seconds": SECONDS, "heap_bytes": INTEGER, "heap_blocks": INTEGER,
    "arena_bytes": INTEGER, "rss_bytes": Maybe(INTEGER),
}
ADVICE = {
    "rule": TEXT, "severity": TEXT, "file": TEXT, "line": INTEGER, "message": TEXT, "change": TEXT, "source": TEXT,
    "figure": TEXT, "bytes": INTEGER, "blocks": INTEGER, "saves_bytes": INTEGER, "is_upper_bound": FLAG,
}
REPORT = {
    "program": {
        "command": [TEXT], "language": TEXT, "version": Maybe(TEXT), "exit_code": Maybe(INTEGER), "signal": Maybe(INTEGER),
    },
    "duration_seconds": SECONDS,
    "heap": {
        "peak_bytes": INTEGER, "peak_blocks": INTEGER, "peak_seconds": Maybe(SECONDS), "end_bytes": INTEGER,
        "end_blocks": INTEGER, "allocated_bytes": INTEGER, "allocations": INTEGER, "arena_peak_bytes": INTEGER,
        "domains": {"python_peak_bytes": INTEGER, "native_peak_bytes": INTEGER, "mmap_peak_bytes": INTEGER},
    },
    "rss": {"peak_bytes": Maybe(INTEGER), "end_bytes": Maybe(INTEGER)},
    "recording": {"exact": FLAG, "one_moment": FLAG, "lost_records": INTEGER, "complete": FLAG, "notes": [TEXT], "sampling_interval_bytes": Maybe(INTEGER)},
    "processes": [PROCESS],
    "collections": COLLECTIONS,
    "marks": [MARK],
    "moment": {"at": TEXT, "seconds": Maybe(SECONDS)},
    "sites": [SITE],
    "moment": {"at": TEXT, "seconds": Maybe(SECONDS)},
    "advice": [ADVICE],
    "advice_left_out": INTEGER,
}


def check(value, kind, path):
    if isinstance(kind, Maybe):
        if value is not None:
            yield from check(value, kind.kind, path)
    elif isinstance(kind, dict):
        yield from (f"{path}: {key} is missing" for key in kind.keys() - value.keys())
        yield from (f"{path}: {key} is not documented" for key in value.keys() - kind.keys())
        for key in kind.keys() & value.keys():
            yield from check(value[key], kind[key], f"{path}.{key}")
    elif isinstance(kind, list):
        for index, item in enumerate(value):
            yield from check(item, kind[0], f"{path}[{index}]")
    elif type(value) is not kind and not (kind is SECONDS and type(value) is int):
        yield f"{path}: {value!r} is no {kind.__name__}"


def main():
    report = json.loads(pathlib.Path(sys.argv[1]).read_text())
    documented = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "json.md").read_text()
    problems = list(check(report, REPORT, "report"))
    keys = {key for kind in (REPORT, PROCESS, MARK, SITE, *(k for k in REPORT.values() if isinstance(k, dict))) for key in kind}
    problems += [f"docs/json.md does not explain {key}" for key in sorted(keys) if f"`{key}`" not in documented]
    if not report["sites"] or not report["processes"]:
        problems.append("there are no sites or no processes")
    if sum(site["peak_bytes"] for site in report["sites"]) != report["heap"]["peak_bytes"]:
        problems.append("the sites do not add up to the heap's peak")
    print("\n".join(problems), end="\n" if problems else "")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
