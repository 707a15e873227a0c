// Known amounts by known functions: usage node_known.js. Line numbers and sizes are in the test.
"use strict";
function keepNumbers() {
    const kept = [];
    for (let index = 0; index < 200; index++) kept.push(new Array(16384).fill(index + 0.5));
    return kept;
}

function keepObjects() {
    const kept = [];
    for (let index = 0; index < 200000; index++) kept.push({ index, twice: { index } });
    return kept;
}

function dropAll() {
    let sum = 0;
    for (let index = 0; index < 300000; index++) sum += [index, index].length;
    return sum;
}

globalThis.numbers = keepNumbers();
globalThis.objects = keepObjects();
dropAll();
