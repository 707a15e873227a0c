// The view of all sites.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    /**
     * Every line that allocated.
     * @param {SiteTools} tools
     * @returns {Heaptide.SiteView}
     */
    Heaptide.linesView = (tools) => {
        const { report: { heap, sites, recording: { exact } }, columns } = tools;
        return new Heaptide.SiteView(tools, {
            title: "Lines",
            caption: "Lines by allocated memory",
            sites,
            sortKey: "peak_bytes",
            stackColumn: "peak",
            metric: "peak",
            meaning: exact
                ? "The innermost Python line of every stack. Peak is what was alive at the high-water mark; End what " +
                    "was still allocated when the recording ended; Allocated everything over the run."
                : "The innermost function of every sampled stack; its line is where it begins. Peak is what was alive " +
                    "near the high-water mark, End what a full collection left when the recording ended: estimates.",
            empty: "No allocation was recorded.",
            format: (bytes) => Heaptide.sizeElement(bytes),
            columns: [
                columns.location(),
                columns.size("peak_bytes", "Peak", "Alive at the high-water mark", heap.peak_bytes),
                ...(exact ? [peakBlocks(columns)] : []),
                columns.size("end_bytes", "End", "Still allocated when the recording ended", heap.end_bytes, true),
                ...(exact ? allocatedColumns(columns, heap) : []),
            ],
        });
    };

    const peakBlocks = (columns) =>
        columns.count("peak_blocks", "Peak blocks", "Blocks alive at the high-water mark", { isMinor: true });

    const allocatedColumns = (columns, heap) => [
        columns.size("allocated_bytes", "Allocated", "Over the whole run, freed or not", heap.allocated_bytes, true),
        columns.count("allocations", "Allocations", "Over the whole run", { isMinor: true }),
        columns.count(
            "temporary_allocations",
            "Temporary",
            "Freed before the next allocation of their thread",
            { isMinor: true },
        ),
    ];
})();
