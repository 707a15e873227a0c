// Loaded into every Node that a recorded program starts (NODE_OPTIONS=--require): opens the inspector on a free loopback
// port, tells the recorder, and waits until it has said what to record. Without a recorder it does nothing.
"use strict";
(() => {
    const folder = process.env.HEAPTIDE_NODE;
    if (!folder) return;
    const fs = require("fs");
    const { isMainThread, threadId } = require("worker_threads");
    if (!isMainThread) {
        const name = `${process.pid}-w${threadId}`;
        countCollections(name);
        if (process.env.HEAPTIDE_NODE_SNAPSHOT && fs.existsSync(folder)) keepHeapAtExit(name, name);
        delete require.cache[__filename];
        return;
    }
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
        countCollections(token, Number(process.env.HEAPTIDE_NODE_INTERVAL), limit);
        fs.writeSync(pipe, `${process.pid} ${token} ${inspector.url()} ${limit}\n`);
        const clock = new Int32Array(new SharedArrayBuffer(4));
        // The inspector's messages are handled between two of these, whatever else the program does. A recorder that says
        // nothing for so long is not waited for.
        for (let round = 1; !fs.existsSync(`${folder}/${token}`) && round < 30000; round++) {
            Atomics.wait(clock, 0, 0, 1);
            if (round % 64 === 0) fs.closeSync(open());
        }
        fs.rmSync(`${folder}/${token}`, { force: true });
        if (process.env.HEAPTIDE_NODE_SNAPSHOT) keepHeapAtExit(process.pid, token);
    } catch {
        // Unrecorded, but running.
    } finally {
        fs.closeSync(pipe);
        delete require.cache[__filename];
    }

    // The library, loaded a second time as an addon, counts the collections of this thread's heap in a page of a file, and
    // has its allocations sampled if it is told an interval.
    // The page is written, not only made long: a mapping of a full disk would end the program.
    function countCollections(name, interval = 0, limit = 0) {
        const path = `${folder}/${name}.gc`;
        try {
            fs.writeFileSync(path, new Uint8Array(4096), { flag: "wx", mode: 0o600 });
            process.dlopen({ exports: { path, interval, limit } }, process.env.HEAPTIDE_NODE_LIBRARY);
        } catch {
            // Not counted: no recorder, or addons are not allowed.
        }
    }

    // --snapshot exit. Only JavaScript code can take one so late: the inspector's own command waits for a task that
    // never runs.
    function keepHeapAtExit(name, collections) {
        const v8 = require("v8");
        const path = `${process.env.HEAPTIDE_NODE_SNAPSHOT}.${name}.part`;
        process.once("exit", () => {
            markCollections(collections);
            try {
                v8.writeHeapSnapshot(path);
            } catch {
                fs.rmSync(path, { force: true });
            }
        });
    }

    // From here on they are the recorder's own (`asked` of heaptide_collections).
    function markCollections(name) {
        try {
            const file = fs.openSync(`${folder}/${name}.gc`, "r+");
            fs.writeSync(file, new Uint8Array(new Uint32Array([2]).buffer), 0, 4, 4);
            fs.closeSync(file);
        } catch {
            // Not counted.
        }
    }
})();
