// What a workload leaves behind for the harness: the peak of its resident memory, and its result.
"use strict";
const fs = require("fs");

/** Writes VmHWM in kB and the result to $HEAPTIDE_BENCH_OUTCOME, or prints them. The last statement of every workload. */
module.exports = function finish(result) {
    const [, peak] = /VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"));
    const path = process.env.HEAPTIDE_BENCH_OUTCOME;
    if (path) fs.writeFileSync(path, `${peak} ${result}\n`);
    else console.log(peak, result);
};
