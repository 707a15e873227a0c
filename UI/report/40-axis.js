// Ticks at round values.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const minute = 60;
    const hour = 3600;
    const clockSteps = [
        1,
        2,
        5,
        10,
        15,
        30,
        minute,
        2 * minute,
        5 * minute,
        10 * minute,
        15 * minute,
        30 * minute,
        hour,
        2 * hour,
        3 * hour,
        6 * hour,
        12 * hour,
        24 * hour,
    ];

    /**
     * Ticks for sizes: round in binary units.
     * @param {number} limit bytes at the end of the axis
     * @param {number} most number of steps
     * @returns {number[]} from 0 up to the first tick at or above the limit
     */
    Heaptide.byteTicks = (limit, most) => {
        const least = Math.max(limit, 1) / most;
        const unit = 1024 ** Math.max(0, Math.floor(Math.log2(least) / 10));
        const step = unit * ([1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 50, 64, 100, 128, 200, 250, 256, 500, 512]
            .find((factor) => factor * unit >= least) ?? 1024);
        return ticks(step, Math.ceil(Math.max(limit, 1) / step));
    };

    /**
     * Ticks for times: round in seconds, minutes, hours.
     * @param {number} limit seconds at the end of the axis
     * @param {number} most number of steps
     * @returns {number[]} from 0, none above the limit
     */
    Heaptide.timeTicks = (limit, most) => {
        const least = Math.max(limit, 1e-6) / most;
        const step = least < 1
            ? decimalStep(least)
            : clockSteps.find((candidate) => candidate >= least) ?? decimalStep(least);
        return ticks(step, Math.floor(limit / step));
    };

    const ticks = (step, count) => Array.from({ length: count + 1 }, (_, index) => index * step);

    function decimalStep(least) {
        const power = 10 ** Math.floor(Math.log10(least));
        return power * [1, 2, 5, 10].find((factor) => factor * power >= least);
    }
})();
