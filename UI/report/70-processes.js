// The view of the processes of a recording.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element, sizeElement, formatCount, formatSeconds } = Heaptide;

    /** See `Heaptide.views`. */
    Heaptide.ProcessesView = class {
        title = "Processes";
        element;

        /** @param {ReportData} report */
        constructor(report) {
            const table = new Heaptide.DataTable({
                caption: "Processes",
                rows: report.processes,
                columns: columns(report),
                sortKey: "peak_bytes",
                noMatch: "No process was recorded.",
            });
            this.element = element(
                "div",
                { class: "processes" },
                element(
                    "p",
                    { class: "meaning" },
                    "Each process at its own high-water mark. The figures above add these up; the processes need not " +
                        "have reached them at the same moment.",
                ),
                table.element,
            );
        }

        /** Nothing in the address changes this view. */
        follow() {}
    };

    function columns({ processes, duration_seconds: duration }) {
        const highest = processes.reduce((most, { peak_bytes: bytes }) => Math.max(most, bytes), 1);
        const size = (key, title, hint, isMinor) => ({
            key,
            title,
            hint,
            isMinor,
            value: (process) => process[key],
            cell: (process) => sizeElement(process[key]),
        });
        return [
            {
                key: "command",
                title: "Process",
                isText: true,
                value: ({ command }) => Heaptide.formatCommand(command),
                cell: name,
            },
            {
                key: "start_seconds",
                title: "Time",
                hint: "When it ran",
                value: ({ start_seconds: start }) => start,
                cell: (process) => lifetime(process, duration),
            },
            { ...size("peak_bytes", "Peak", "Its own high-water mark"), cell: (process) => peak(process, highest) },
            size("end_bytes", "End", "Still allocated when it ended"),
            size("allocated_bytes", "Allocated", "Over its whole run", true),
            {
                key: "allocations",
                title: "Allocations",
                isMinor: true,
                value: ({ allocations }) => allocations,
                cell: ({ allocations }) => formatCount(allocations),
            },
            size("rss_peak_bytes", "RSS peak", "The most that the kernel kept in memory for it", true),
            ...pauseColumn(processes),
            { key: "outcome", title: "Ended", isText: true, isMinor: true, value: Heaptide.formatOutcome },
        ];
    }

    /** Only where some process's pauses were measured. */
    function pauseColumn(processes) {
        if (!processes.some(({ collections }) => collections)) return [];
        const pause = ({ collections }) => collections?.total.pause_seconds ?? null;
        return [{
            key: "pauses",
            title: "GC pauses",
            hint: "How long it stood still for its garbage collector",
            isMinor: true,
            value: pause,
            cell: (process) => formatSeconds(pause(process)),
        }];
    }

    function name({ pid, parent_pid: parent, command }) {
        const text = Heaptide.formatCommand(command);
        return element(
            "span",
            { class: "site", title: text },
            element("code", { class: "process-command" }, text),
            element("span", { class: "site-function" }, `${pid}, started by ${parent}`),
        );
    }

    function lifetime({ start_seconds: start, duration_seconds: length }, duration) {
        const whole = Math.max(duration, start + length) || 1;
        return element(
            "span",
            { class: "lifetime", title: `from ${formatSeconds(start)} to ${formatSeconds(start + length)}` },
            element("span", {}, formatSeconds(length)),
            element(
                "span",
                { class: "lifetime-track", "aria-hidden": "true" },
                element("span", {
                    style: { left: `${(100 * start) / whole}%`, width: `${Math.max((100 * length) / whole, 1)}%` },
                }),
            ),
        );
    }

    function peak({ peak_bytes: bytes }, highest) {
        return element(
            "span",
            { class: "bar-cell" },
            element("span", { class: "bar-figure" }, sizeElement(bytes)),
            element("span", { class: "bar", "aria-hidden": "true", style: { "--share": String(bytes / highest) } }),
        );
    }
})();
