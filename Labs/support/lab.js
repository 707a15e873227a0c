// What the JavaScript programs of the labs say about themselves. Outside of Heaptide it only prints.
//
//   note('listeners', 3)          a fact, printed and kept
//   note('heap', heap(), 'bytes') what is live now: collects first
'use strict';
const fs = require('fs');
const v8 = require('v8');
const vm = require('vm');

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');

exports.note = (name, value, unit = '') => {
    console.log(`${name}: ${value} ${unit}`.trimEnd());
    const facts = process.env.HEAPTIDE_LAB_FACTS;
    if (facts) fs.appendFileSync(facts, JSON.stringify({ name, value, unit }) + '\n');
};

exports.heap = () => {
    collect();
    collect();
    return process.memoryUsage().heapUsed;
};

exports.collect = collect;
