// The view of allocations that were freed at once.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    /**
     * Lines that allocate and free again before their thread allocates anything else.
     * @param {SiteTools} tools
     * @returns {Heaptide.SiteView}
     */
    Heaptide.temporaryView = (tools) => {
        const { report, columns } = tools;
        const sites = report.sites.filter(({ temporary_allocations: count }) => count > 0);
        const all = sites.reduce((sum, { temporary_allocations: count }) => sum + count, 0);
        return new Heaptide.SiteView(tools, {
            title: "Temporaries",
            caption: "Lines by temporary allocations",
            sites,
            sortKey: "temporary_allocations",
            stackColumn: "temporary",
            metric: "temporary",
            meaning: "Allocations freed before the next one of the same thread. They cost time rather than memory: " +
                "a loop that makes and drops an object per step shows here.",
            empty: "No allocation was freed before the next one of its thread.",
            format: (count) => Heaptide.formatCount(count),
            columns: [
                columns.location(),
                columns.count(
                    "temporary_allocations",
                    "Temporary",
                    "Freed before the next allocation of their thread",
                    { whole: all },
                ),
                ofLineColumn(),
                columns.count("allocations", "Allocations", "Over the whole run", { isMinor: true }),
                columns.size(
                    "allocated_bytes",
                    "Allocated",
                    "Over the whole run, freed or not",
                    report.heap.allocated_bytes,
                    true,
                ),
            ],
        });
    };

    function ofLineColumn() {
        return {
            key: "share",
            title: "Of the line",
            isMinor: true,
            hint: "Of all allocations of this line, the temporary ones",
            value: (site) => (site.allocations > 0 ? site.temporary_allocations / site.allocations : 0),
            cell: (site) => Heaptide.formatShare(site.temporary_allocations, site.allocations),
        };
    }
})();
