// Loaded into every Node that a recorded program starts (NODE_OPTIONS=--require): opens the inspector on a free loopback
// port, tells the recorder, and waits until it has said what to record. Without a recorder it does nothing.
"use strict";
(() => {
    const folder = process.env.HEAPTIDE_NODE;
    if (!folder || !require("worker_threads").isMainThread) return;
    const fs = require("fs");
    const { O_WRONLY, O_NONBLOCK } = fs.constants;
    // A pipe that nobody reads cannot be opened: the recorder is gone.
    const open = () => fs.openSync(`${folder}/node`, O_WRONLY | O_NONBLOCK);
    let pipe;
    try {
        pipe = open();
    } catch {
        return;
    }
    try {
        const inspector = require("inspector");
        if (!inspector.url()) inspector.open(0, "127.0.0.1");
        const token = `${process.pid}-${process.hrtime.bigint()}`;
        const { heap_size_limit: limit } = require("v8").getHeapStatistics();
        fs.writeSync(pipe, `${process.pid} ${token} ${inspector.url()} ${limit}\n`);
        const clock = new Int32Array(new SharedArrayBuffer(4));
        // The inspector's messages are handled between two of these, whatever else the program does. A recorder that says
        // nothing for so long is not waited for.
        for (let round = 1; !fs.existsSync(`${folder}/${token}`) && round < 30000; round++) {
            Atomics.wait(clock, 0, 0, 1);
            if (round % 64 === 0) fs.closeSync(open());
        }
        fs.rmSync(`${folder}/${token}`, { force: true });
        if (process.env.HEAPTIDE_NODE_SNAPSHOT) keepHeapAtExit(`${process.env.HEAPTIDE_NODE_SNAPSHOT}.${process.pid}.part`);
    } catch {
        // Unrecorded, but running.
    } finally {
        fs.closeSync(pipe);
        delete require.cache[__filename];
    }

    // --snapshot exit. Only JavaScript code can take one so late: the inspector's own command waits for a task that
    // never runs.
    function keepHeapAtExit(path) {
        const v8 = require("v8");
        process.once("exit", () => {
            try {
                v8.writeHeapSnapshot(path);
            } catch {
                fs.rmSync(path, { force: true });
            }
        });
    }
})();
