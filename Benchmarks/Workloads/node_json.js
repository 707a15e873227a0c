// Makes, writes, parses and indexes records; keeps the last rounds. Some seconds of a service's work.
"use strict";
const finish = require("./_outcome.js");

function makeRecords(count, seed) {
    return Array.from({ length: count }, (_, index) => ({
        id: seed * count + index,
        name: `record ${index}`,
        tags: [`tag ${index % 17}`, `tag ${index % 5}`],
        nested: { score: index * 1.5, isLive: index % 3 === 0 },
    }));
}

function index(records) {
    const byTag = new Map();
    for (const record of records) {
        for (const tag of record.tags) {
            if (!byTag.has(tag)) byTag.set(tag, []);
            byTag.get(tag).push(record.id);
        }
    }
    return byTag;
}

const kept = [];
let length = 0;
for (let round = 0; round < 60; round++) {
    const text = JSON.stringify(makeRecords(20000, round));
    length += text.length;
    const records = JSON.parse(text);
    kept.push({ records, byTag: index(records) });
    if (kept.length > 8) kept.shift();
}
finish(length);
