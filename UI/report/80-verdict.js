// The report in one sentence.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { formatBytes, formatShare, formatFunction } = Heaptide;

    /**
     * `Peak 512.3 MiB, 61 % of it allocated at app.py:88 in load()`
     * @param {ReportData} report
     * @param {Heaptide.PathNames} paths
     * @returns {string}
     */
    Heaptide.verdict = (report, paths) => {
        const { heap, sites } = report;
        // What V8 had in use and no sample accounts for is no place.
        const top = sites.find(({ file }) => file !== "(not sampled)");
        if (!top || heap.peak_bytes === 0) return "No allocation was recorded";
        const share = formatShare(top.peak_bytes, heap.peak_bytes);
        const count = report.processes.length;
        const over = count > 1 ? ` over ${count} processes` : "";
        const moment = report.recording.one_moment ? "Live" : "Peak";
        // What was allocated outside of any Python frame has no function.
        const place = paths.at(top.file, top.line) + (top.function ? ` in ${formatFunction(top.function)}` : "");
        const sentence = `${moment} ${formatBytes(heap.peak_bytes)}${over}, ${share} of it allocated at ${place}`;
        return sentence + callerClause(report, top, paths);
    };

    /** For a line in a library: the own line that most of it was allocated for, when there is one such line. */
    function callerClause(report, site, paths) {
        const { locations, stacks } = report;
        const sums = new Map();
        let whole = 0;
        stacks.peak.forEach((bytes, node) => {
            if (bytes === 0 || !isAt(locations, stacks.location[node], site)) return;
            const caller = ownCaller(report, node);
            sums.set(caller, (sums.get(caller) ?? 0) + bytes);
            whole += bytes;
        });
        const [caller, bytes] = [...sums].sort((a, b) => b[1] - a[1])[0] ?? [-1, 0];
        if (caller < 0 || bytes < whole / 2 || isAt(locations, caller, site)) return "";
        const place = paths.at(locations.file[caller], locations.line[caller]);
        return `, ${bytes === whole ? "" : "mostly "}for ${place} in ${formatFunction(locations.function[caller])}`;
    }

    function ownCaller({ locations, stacks }, node) {
        for (let above = node; above >= 0; above = stacks.parent[above]) {
            if (locations.kind[stacks.location[above]] === 0) return stacks.location[above];
        }
        return -1;
    }

    const isAt = (locations, index, { file, line, function: name }) =>
        locations.line[index] === line && locations.function[index] === name && locations.file[index] === file;
})();
