// One run: started, watched, stopped.

import { get, post } from "./api.js";

const everyMilliseconds = 250;

/**
 * Starts a lab and tells how far it is until it has ended.
 * @param {string} lab
 * @param {Object<string, string>} programs texts in place of the lab's own, by the names of its files
 * @param {(progress: import("./api.js").Progress) => void} show
 * @returns {Promise<{run: number, ended: Promise<import("./api.js").Progress>}>}
 */
export const start = async (lab, programs, show) => {
    const { run } = await post("/api/runs", { lab, programs });
    return { run, ended: follow(run, show) };
};

/**
 * Ends a run and all it has started.
 * @param {number} run
 */
export const stop = (run) => post(`/api/runs/${run}/stop`, {});

/**
 * Follows a run that goes on already.
 * @param {number} run
 * @param {(progress: import("./api.js").Progress) => void} show
 * @returns {Promise<import("./api.js").Progress>} the last word
 */
export const follow = async (run, show) => {
    while (true) {
        const progress = await get(`/api/runs/${run}`);
        show(progress);
        if (progress.state !== "running") return progress;
        await new Promise((done) => setTimeout(done, everyMilliseconds));
    }
};
