"""Made-up recordings in the shape that the page reads."""

import math
import random

OWN = "/srv/shop/"
PACKAGES = "/srv/shop/.venv/lib/python3.11/site-packages/"
LIBRARY = "/usr/lib/python3.11/"
METRICS = ("peak", "peak_blocks", "end", "end_blocks", "allocated", "allocations", "temporary")

FUNCTIONS = [
    (0, OWN + "app.py", ["<module>", "main", "run_import", "configure"]),
    (0, OWN + "shop/catalogue.py", ["load", "parse_row", "Catalogue.__init__", "index_by_tag", "<listcomp>"]),
    (0, OWN + "shop/orders.py", ["Order.from_row", "total", "group_by_customer", "OrderBook.add", "<genexpr>"]),
    (0, OWN + "shop/report/render.py", ["render", "Table.rows", "format_cell"]),
    (1, PACKAGES + "pandas/io/parsers/readers.py", ["read_csv", "TextFileReader.read"]),
    (1, PACKAGES + "pandas/core/frame.py", ["DataFrame.__init__", "merge", "groupby"]),
    (1, PACKAGES + "numpy/core/fromnumeric.py", ["concatenate", "sort", "repeat"]),
    (1, PACKAGES + "sqlalchemy/orm/loading.py", ["instances", "_instance", "load_on_pk_identity"]),
    (2, LIBRARY + "json/decoder.py", ["JSONDecoder.decode", "JSONDecoder.raw_decode"]),
    (2, LIBRARY + "ast.py", ["parse", "NodeVisitor.visit", "walk"]),
    (2, LIBRARY + "csv.py", ["DictReader.__next__"]),
    (2, "<frozen importlib._bootstrap>", ["_find_and_load", "_load_unlocked", "_call_with_frames_removed"]),
    (2, "<frozen importlib._bootstrap_external>", ["exec_module", "get_code", "get_data"]),
]

SNIPPETS = [
    "def load(path, *, limit=None):",
    '    """Reads the catalogue into memory."""',
    "    rows = []",
    "    with open(path) as file:",
    "        for row in csv.DictReader(file):",
    "            rows.append(parse_row(row))",
    "    index = {row.key: row for row in rows}",
    "    tags = [tag for row in rows for tag in row.tags]",
    "    return Catalogue(rows, index, tags)",
    "",
    "def parse_row(row):",
    "    return Row(row['key'], row['name'], tuple(row['tags'].split(',')))",
    "",
    "frame = pd.read_csv(path, dtype=str)",
    "data = json.loads(text)",
    "merged = left.merge(right, on='key', how='outer')",
]


def make_advice():
    """Two findings: one exact, one with an upper bound."""
    common = {"severity": "note", "file": OWN + "shop/catalogue.py", "blocks": 1_204_331}
    return [
        {**common, "rule": "list-for-one-pass", "line": 31, "message": "sum() goes through this list once",
         "change": "Write round brackets instead of square ones: a generator holds one element at a time",
         "source": "    return sum([row.price for row in rows])", "figure": "peak", "bytes": 90 << 20,
         "saves_bytes": 90 << 20, "is_upper_bound": False},
        {**common, "rule": "unbounded-cache", "line": 12,
         "message": "`_rows` only grows: nothing in this file takes an entry out",
         "change": "Bound it: lru_cache(maxsize=N), or drop entries that were not asked for lately",
         "source": "        _rows[key] = row", "figure": "end", "bytes": 12 << 20, "saves_bytes": 12 << 20,
         "is_upper_bound": True},
    ]


def usual(nodes, seed):
    """A program with packages and imports, one line of which holds most of the peak."""
    randomness = random.Random(seed)
    locations = make_locations(randomness)
    stacks = make_stacks(randomness, nodes, locations)
    return make_report(locations, stacks, randomness)


def tiny(_nodes, _seed):
    """One site, one sample, no RSS."""
    locations = {"file": [OWN + "app.py"], "function": ["<module>"], "line": [1], "kind": [0]}
    stacks = (
        {"parent": [-1], "location": [0]}
        | {metric: [1] for metric in METRICS}
        | {"peak": [97], "end": [0], "allocated": [97], "end_blocks": [0], "temporary": [0]}
    )
    report = make_report(locations, stacks, random.Random(1))
    report["timeline"] = {"seconds": [0.002], "heap_bytes": [97], "rss_bytes": [None]}
    report["heap"]["peak_seconds"], report["duration_seconds"] = 0.002, 0.02
    report["rss"] = {"peak_bytes": None, "end_bytes": None}
    return report


def empty(_nodes, _seed):
    """Nothing recorded; the program was killed."""
    locations = {"file": [], "function": [], "line": [], "kind": []}
    report = make_report(
        locations, {"parent": [], "location": []} | {metric: [] for metric in METRICS}, random.Random(1)
    )
    report["timeline"] = {"seconds": [], "heap_bytes": [], "rss_bytes": []}
    report["rss"] = {"peak_bytes": None, "end_bytes": None}
    report["program"] |= {"exit_code": None, "signal": 9}
    report["recording"] |= {"complete": False}
    return report


def hostile(nodes, seed):
    """Names and source that try to become markup, markers, or mischief."""
    report = usual(min(nodes, 2000), seed)
    attack = "</script><img src=x onerror=\"window.hacked=1;document.title='hacked'\">"
    top = report["sites"][0]["function"]
    files, functions = report["locations"]["file"], report["locations"]["function"]
    renamed = {
        OWN + "shop/catalogue.py": OWN + attack + ".py",
        OWN + "shop/orders.py": OWN + "/*HEAPTIDE_SCRIPT*/\u202egnp.py",
    }
    report["locations"]["file"] = [renamed.get(file, file) for file in files]
    report["locations"]["function"] = [attack + "x" * 3000 if name == top else name for name in functions]
    for site in report["sites"]:
        site["file"] = renamed.get(site["file"], site["file"])
        site["function"] = attack + "x" * 3000 if site["function"] == top else site["function"]
    report["source"] = {
        renamed.get(file, file): {line: attack + text for line, text in lines.items()}
        for file, lines in report["source"].items()
    }
    report["source"]["__proto__"] = {"1": attack}
    report["program"]["command"] = ["python3", attack, "$(reboot)", "it's"]
    report["recording"] |= {"exact": False, "lost_records": 12, "notes": [attack]}
    return report


def processes(nodes, seed):
    """A pool of workers, one of them killed."""
    report = usual(nodes, seed)
    peak = report["heap"]["peak_bytes"]
    report["processes"] += [
        {
            "pid": 4243 + index,
            "parent_pid": 4242,
            "command": ["python3", "-c", "from multiprocessing.spawn import spawn_main; spawn_main()"],
            "start_seconds": 1.0 + index * 0.7,
            "duration_seconds": 6.0 - index * 0.9,
            "peak_bytes": peak // (9 + index),
            "end_bytes": peak // (40 + index),
            "allocated_bytes": peak * 3,
            "allocations": 84_000 * (index + 1),
            "rss_peak_bytes": None if index == 2 else peak // 5,
            "exit_code": None if index == 3 else 0,
            "signal": 9 if index == 3 else None,
        }
        for index in range(4)
    ]
    return report


def deep(nodes, _seed):
    """One function that calls itself to the end of the stack."""
    locations = {"file": [OWN + "walk.py"] * 2, "function": ["<module>", "descend"], "line": [9, 4], "kind": [0, 0]}
    stacks = {"parent": list(range(-1, nodes - 1)), "location": [0] + [1] * (nodes - 1)} | {
        metric: [64] * nodes for metric in METRICS
    }
    return make_report(locations, stacks, random.Random(1))


def broken(nodes, seed):
    """Data of a format that is not yet known."""
    return usual(min(nodes, 100), seed) | {"format": 2}


CASES = {case.__name__: case for case in (usual, tiny, empty, hostile, processes, deep, broken)}


def make_locations(randomness):
    """Every function at a few lines."""
    rows = [
        (file, name, line, kind)
        for kind, file, names in FUNCTIONS
        for index, name in enumerate(names)
        for line in sorted(randomness.sample(range(10 + 40 * index, 45 + 40 * index), 4))
    ]
    return dict(zip(("file", "function", "line", "kind"), (list(column) for column in zip(*rows))))


def make_stacks(randomness, count, locations):
    """A call tree in which few nodes hold much and many hold little, as in real programs."""
    by_kind = {kind: [index for index, of in enumerate(locations["kind"]) if of == kind] for kind in (0, 1, 2)}
    parent, location, depth = [-1, 0], [0, 5], [0, 1]
    taken = {(-1, 0), (0, 5)}
    while len(parent) < count:
        above = randomness.randrange(max(0, len(parent) - randomness.choice((40, 400, len(parent)))), len(parent))
        kind = randomness.choices(
            (0, 1, 2), weights=(5, 3, 2) if locations["kind"][location[above]] == 0 else (1, 5, 4)
        )[0]
        here = randomness.choice(by_kind[kind])
        if (above, here) in taken or depth[above] > 60:
            continue
        taken.add((above, here))
        parent.append(above), location.append(here), depth.append(depth[above] + 1)
    hot = set(
        randomness.sample([node for node in range(len(parent)) if 4 <= depth[node] <= 14], min(40, len(parent) // 20))
    )
    rows = [make_values(randomness, node in hot) for node in range(len(parent))]
    columns = dict(zip(METRICS, (list(column) for column in zip(*rows))))
    return {"parent": parent, "location": location} | columns


def make_values(randomness, is_hot):
    """A node's own values in the order of the metrics. Hot nodes hold megabytes, a third of the others nothing."""
    size = int(math.exp(randomness.gauss(4.6, 0.9))) + 28
    blocks = (
        int(randomness.paretovariate(0.6) * 9_000) % 700_000 if is_hot else int(randomness.paretovariate(1.0)) % 3_000
    )
    blocks *= randomness.random() < 0.66 or is_hot
    kept = int(blocks * randomness.choices((0, 0.1, 1), weights=(6, 2, 1))[0])
    allocations = blocks * randomness.randint(1, 12)
    temporary = int((allocations - blocks) * randomness.random()) if randomness.random() < 0.4 else 0
    return blocks * size, blocks, kept * size, kept, allocations * size, allocations, temporary


def make_report(locations, stacks, randomness):
    """Everything else, so that it adds up with the stacks."""
    total = {metric: sum(stacks[metric]) for metric in METRICS}
    sites = make_sites(locations, stacks)
    return {
        "format": 1,
        "tool_version": "0.1.0",
        "program": {
            "command": ["python3", "app.py", "--catalogue", "data/catalogue 2026.csv"],
            "language": "python",
            "version": "3.11.7",
            "exit_code": 0,
            "signal": None,
        },
        "started": "2026-11-21T04:00:00Z",
        "duration_seconds": 12.3,
        "processes": [
            {
                "pid": 4242,
                "parent_pid": 900,
                "command": ["python3", "app.py"],
                "start_seconds": 0,
                "duration_seconds": 12.3,
                "peak_bytes": total["peak"],
                "end_bytes": total["end"],
                "allocated_bytes": total["allocated"],
                "allocations": total["allocations"],
                "rss_peak_bytes": int(total["peak"] * 1.2),
                "exit_code": 0,
                "signal": None,
            }
        ],
        "heap": {
            "peak_bytes": total["peak"],
            "peak_blocks": total["peak_blocks"],
            "peak_seconds": 7.9,
            "end_bytes": total["end"],
            "end_blocks": total["end_blocks"],
            "allocated_bytes": total["allocated"],
            "allocations": total["allocations"],
            "domains": {
                "python_peak_bytes": total["peak"] - total["peak"] // 3,
                "native_peak_bytes": total["peak"] // 3,
                "mmap_peak_bytes": 0,
            },
            "arena_peak_bytes": total["peak"] // 2,
        },
        "rss": {"peak_bytes": int(total["peak"] * 1.2), "end_bytes": int(total["peak"] * 0.7)},
        "recording": {"exact": True, "lost_records": 0, "complete": True, "notes": []},
        "locations": locations,
        "stacks": stacks,
        "timeline": make_timeline(total["peak"], total["end"], randomness),
        "sites": sites,
        "source": make_source(sites),
        "advice": make_advice(),
        "advice_left_out": 2,
        "advice_changed_files": [],
    }


def make_sites(locations, stacks):
    """The stacks summed by innermost line, largest peak first."""
    names = (
        "peak_bytes",
        "peak_blocks",
        "end_bytes",
        "end_blocks",
        "allocated_bytes",
        "allocations",
        "temporary_allocations",
    )
    sums = {}
    for node, location in enumerate(stacks["location"]):
        row = sums.setdefault(location, dict.fromkeys(names, 0))
        for name, metric in zip(names, METRICS):
            row[name] += stacks[metric][node]
    sites = [
        {"file": locations["file"][at], "line": locations["line"][at], "function": locations["function"][at]} | row
        for at, row in sums.items()
        if row["allocations"] > 0
    ]
    return sorted(sites, key=lambda site: -site["peak_bytes"])


def make_timeline(peak, end, randomness):
    """A ramp, a plateau, a fall, with teeth."""
    seconds = [index * 12.3 / 1200 for index in range(1201)]
    heap = []
    for at in seconds:
        base = min(1, (at / 7.9) ** 1.4) if at <= 7.9 else max(end / max(peak, 1), 1 - (at - 7.9) / 2.5)
        heap.append(peak if abs(at - 7.9) < 0.006 else int(peak * base * (0.93 + 0.05 * randomness.random())))
    heap[-1] = end
    rss = [
        None if index < 4 else int(max(heap[max(0, index - 160) : index + 1]) * 1.1 + peak * 0.08)
        for index in range(len(seconds))
    ]
    return {"seconds": seconds, "heap_bytes": heap, "rss_bytes": rss}


def make_source(sites):
    """Lines around every site of a file that can be read."""
    source = {}
    for site in sites:
        if site["file"].startswith("/"):
            lines = source.setdefault(site["file"], {})
            for line in range(max(1, site["line"] - 4), site["line"] + 5):
                lines[str(line)] = SNIPPETS[line % len(SNIPPETS)]
    return source
