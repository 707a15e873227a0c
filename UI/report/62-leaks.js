// The view of what was never freed.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    /**
     * Lines whose blocks were still allocated when the recording ended.
     * @param {SiteTools} tools
     * @returns {Heaptide.SiteView}
     */
    Heaptide.leaksView = (tools) => {
        const { report, columns } = tools;
        const sites = report.sites.filter(({ end_bytes: bytes, end_blocks: blocks }) => bytes > 0 || blocks > 0);
        return new Heaptide.SiteView(tools, {
            title: "Leaks",
            caption: "Lines whose memory was still allocated at the end",
            sites,
            sortKey: "end_bytes",
            stackColumn: "end",
            metric: "end",
            meaning: meaningFor(report),
            empty: "Nothing was still allocated when the recording ended.",
            format: (bytes) => Heaptide.sizeElement(bytes),
            columns: [
                columns.location(),
                columns.size("end_bytes", "Still allocated", "When the recording ended", report.heap.end_bytes),
                ...(report.recording.exact
                    ? [columns.count("end_blocks", "Blocks", "Still allocated when the recording ended", {}), keptColumn()]
                    : []),
                columns.size("peak_bytes", "Peak", "Alive at the high-water mark", report.heap.peak_bytes, true),
            ],
        });
    };

    function meaningFor({ heap, recording }) {
        if (heap.end_blocks === 0 || heap.end_bytes === 0) return "";
        const end = recording.complete ? "when the program ended" : "when the recording broke off";
        return `${Heaptide.formatBytes(heap.end_bytes)} in ${
            Heaptide.formatQuantity(heap.end_blocks, "block")
        } were still ` +
            `allocated ${end}. Not all of it is a leak: modules, caches and globals live as long as the program. ` +
            "Look for your own lines, and for blocks that grow with the work done.";
    }

    /** How much of what a line ever allocated it kept: near 100 % is what leaks look like. */
    function keptColumn() {
        return {
            key: "kept",
            title: "Never freed",
            isMinor: true,
            hint: "Of the allocations of this line, those never freed",
            value: ({ end_blocks: kept, allocations }) => (allocations > 0 ? kept / allocations : 0),
            cell: ({ end_blocks: kept, allocations }) => Heaptide.formatShare(kept, allocations),
        };
    }
})();
