#!/usr/bin/env python3
"""Makes a recording into one that was made to do harm: command_damage.py CASE RECORDING

The reader must answer every case with one line, or with a report, and soon.
"""

import sqlite3
import sys

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "
BIGGEST = 2**63 - 1

CASES = {
    "endless meta": f"DROP TABLE meta; CREATE VIEW meta AS {ENDLESS} i AS key, i AS value FROM n",
    "endless names": f"DROP TABLE name; CREATE VIEW name AS {ENDLESS} i AS id, 'x' AS text FROM n",
    "endless locations": f"DROP TABLE location; CREATE VIEW location AS {ENDLESS} i AS id, 1 AS file, 1 AS function, 1 AS line FROM n",
    "endless cells": f"DROP VIEW allocation; DROP TABLE cell; CREATE VIEW cell AS {ENDLESS} 1 AS process, i AS id FROM n",
    "virtual table": "DROP TABLE name; CREATE VIRTUAL TABLE name USING fts5(id, text)",
    "computed names": "DROP TABLE name; CREATE TABLE name (id INTEGER PRIMARY KEY, text AS (hex(zeroblob(300000000)))); "
    "INSERT INTO name VALUES (1), (2), (3), (4), (5), (6), (7), (8)",
    "no tables": "DROP TABLE source; DROP TABLE interval",
    "missing columns": "DROP TABLE interval; CREATE TABLE interval (process INTEGER)",
    "nothing anywhere": "DELETE FROM meta; DELETE FROM process; DELETE FROM name; DELETE FROM location; DELETE FROM stack; "
    "DELETE FROM cell; DELETE FROM interval; DELETE FROM source",
    "no process": "DELETE FROM process",
    "text for numbers": "UPDATE process SET pid = 'x', start_seconds = 'y', peak_bytes = 'z', state = 'w', threads = x'00'",
    "null everywhere": "UPDATE process SET pid = NULL, version = NULL, command = NULL, start_seconds = NULL, "
    "duration_seconds = NULL, peak_bytes = NULL, allocations = NULL, peak_epoch = NULL; "
    "UPDATE cell SET bytes = NULL, kept_peak_bytes = NULL, end_bytes = NULL, class = NULL; "
    "UPDATE interval SET end_seconds = NULL, heap_bytes = NULL, heap_peak_bytes = NULL, changes = NULL; "
    "UPDATE location SET line = NULL; UPDATE meta SET value = NULL",
    "largest numbers": f"UPDATE process SET pid = {BIGGEST}, peak_bytes = {BIGGEST}, peak_blocks = {BIGGEST}, end_bytes = "
    f"{BIGGEST}, allocated_bytes = {BIGGEST}, rss_peak_bytes = {BIGGEST}, arena_peak_bytes = {BIGGEST}, denials = {BIGGEST}; "
    f"UPDATE cell SET bytes = {BIGGEST}, kept_peak_bytes = {BIGGEST}, end_bytes = {BIGGEST}, allocations = {BIGGEST}; "
    f"UPDATE interval SET heap_bytes = {BIGGEST}, heap_peak_bytes = {BIGGEST}, rss_bytes = {BIGGEST}; "
    "INSERT INTO process SELECT id + 1000, pid, parent_pid, 1, version, command, 0, 1, 1, 0, 0, peak_bytes, peak_blocks, 0, "
    "end_bytes, end_blocks, allocated_bytes, allocations, peak_bytes, peak_bytes, peak_bytes, peak_bytes, peak_bytes, "
    "peak_bytes, -peak_bytes, rss_peak_bytes, rss_peak_bytes, 1, peak_bytes, 0, denials, 0, NULL FROM process; "
    "INSERT INTO interval SELECT process + 1000, id, end_seconds, heap_bytes, heap_peak_bytes, rss_bytes, changes, 1e308 FROM interval; "
    f"INSERT OR REPLACE INTO collection SELECT id, 'minor', {BIGGEST}, 1e308, 1e308, 1e308 FROM process; "
    f"INSERT OR REPLACE INTO collection SELECT id, 'major', {BIGGEST}, -1e308, 9e999, 'x' FROM process; "
    "INSERT OR REPLACE INTO collection SELECT id, 'of nothing', NULL, NULL, NULL, NULL FROM process",
    "smallest numbers": f"UPDATE process SET pid = {-BIGGEST - 1}, peak_bytes = {-BIGGEST - 1}, end_bytes = {-BIGGEST - 1}, "
    f"peak_blocks = {-BIGGEST - 1}, small_peak_bytes = {-BIGGEST - 1}, allocations = {-BIGGEST - 1}; "
    f"UPDATE cell SET bytes = {-BIGGEST - 1}, kept_peak_bytes = {-BIGGEST - 1}, blocks = {-BIGGEST - 1}, temporaries = "
    f"{-BIGGEST - 1}; UPDATE interval SET heap_bytes = {-BIGGEST - 1}, heap_peak_bytes = {-BIGGEST - 1} WHERE id > 0; "
    f"UPDATE location SET line = {-BIGGEST - 1}",
    "seconds out of this world": "UPDATE process SET start_seconds = 1e308, duration_seconds = 1e308, peak_seconds = -1e308; "
    "UPDATE interval SET end_seconds = 9e999; UPDATE meta SET value = '1e999' WHERE key = 'duration_seconds'",
    "seconds that are none": "UPDATE meta SET value = 'nan' WHERE key = 'duration_seconds'; "
    "UPDATE meta SET value = '-1' WHERE key = 'memory_limit'; UPDATE meta SET value = '99999999999999999999' WHERE key = 'exit_code'",
    "negative parents": "UPDATE stack SET parent = -1 WHERE id = 1",
    "stacks in circles": "UPDATE stack SET parent = id WHERE id > 1",
    "stacks far away": f"UPDATE stack SET id = {BIGGEST} WHERE id = (SELECT max(id) FROM stack)",
    "locations far away": "UPDATE stack SET location = 4294967296",
    "cells far away": "UPDATE cell SET stack = 4294967296",
    "cells of nobody": "UPDATE cell SET process = process + 7",
    "names of nothing": "UPDATE location SET file = 0",
    "text that is none": "UPDATE name SET text = CAST(x'ff00fe80c0' AS TEXT); UPDATE source SET text = CAST(x'f8a0c0' AS TEXT)",
    "escapes in names": "UPDATE name SET text = char(27) || '[31m' || char(10) || char(7) || '</script><script>' || text",
    "commands that are none": "UPDATE process SET command = '{\"a\": 1}'; UPDATE meta SET value = '[1, 2]' WHERE key = 'command'",
    "deep command": "UPDATE meta SET value = replace(hex(zeroblob(500000)), '00', '[') WHERE key = 'command'",
    "huge name": "UPDATE name SET text = replace(hex(zeroblob(5000000)), '00', 'ab') WHERE id = 1",
    "changes without end": "UPDATE interval SET changes = CAST(replace(hex(zeroblob(5000000)), '0', '~') AS BLOB)",
    "changes of random bytes": "UPDATE interval SET changes = randomblob(100000)",
    "more intervals than time": "INSERT INTO interval WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) "
    "SELECT 1, 1000 + i, i, i, i, i, x'010202', i FROM n",
    "deep stack": "INSERT INTO stack WITH RECURSIVE n(i) AS (SELECT (SELECT max(id) FROM stack WHERE process = 1) UNION ALL "
    "SELECT i + 1 FROM n LIMIT 300000) SELECT 1, i + 1, i, 1 FROM n; "
    "UPDATE cell SET stack = (SELECT max(id) FROM stack WHERE process = 1) WHERE process = 1",
}


def main():
    case, path = sys.argv[1:]
    database = sqlite3.connect(path)
    database.execute("PRAGMA writable_schema = OFF")
    database.executescript("BEGIN; " + CASES[case] + "; COMMIT;")
    database.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        print("\n".join(CASES))
    else:
        main()
