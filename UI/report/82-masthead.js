// The top of the page: the verdict, the run, the key figures, what to know about the recording.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element, sizeElement, formatCount, formatSeconds, formatQuantity } = Heaptide;

    /**
     * Fills the head of the page.
     * @param {HTMLElement} place
     * @param {ReportData} report
     * @param {Heaptide.PathNames} paths
     * @param {HTMLElement} themeButton
     */
    Heaptide.showMasthead = (place, report, paths, themeButton) => {
        place.replaceChildren(
            element(
                "div",
                { class: "run" },
                element("span", { class: "brand" }, "Heaptide"),
                command(report.program),
                element("span", { class: "run-facts" }, runFacts(report)),
                themeButton,
            ),
            element("h1", {}, Heaptide.verdict(report, paths)),
            figures(report),
            ...notices(report),
        );
    };

    function command({ command: words }) {
        const text = Heaptide.formatCommand(words);
        return element("code", { class: "command", title: text }, text);
    }

    function runFacts({ program, started, duration_seconds: duration }) {
        const language = { python: "Python", javascript: "JavaScript" }[program.language] ?? program.language;
        return [
            `${language} ${program.version}`,
            startText(started),
            formatSeconds(duration),
            Heaptide.formatOutcome(program),
        ]
            .filter(Boolean).join(" · ");
    }

    function startText(started) {
        const time = new Date(started);
        if (Number.isNaN(time.getTime())) return "";
        return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
    }

    function figures({ heap, rss, processes, collections, recording }) {
        if (recording.one_moment) {
            return element("dl", { class: "figures" }, figure("Live", sizeElement(heap.end_bytes), "estimated"));
        }
        const isSum = processes.length > 1;
        const moment = heap.peak_bytes > 0 ? `after ${formatSeconds(heap.peak_seconds)}` : "";
        const note = isSum ? `sum of ${processes.length} processes' own peaks` : moment;
        return element(
            "dl",
            { class: "figures" },
            figure("Heap peak", sizeElement(heap.peak_bytes), note),
            figure(
                "RSS peak",
                sizeElement(rss.peak_bytes),
                isSum && rss.peak_bytes !== null ? "sum; shared pages count in each" : "",
            ),
            figure(
                "Still allocated",
                sizeElement(heap.end_bytes),
                recording.exact ? formatQuantity(heap.end_blocks, "block") : "",
            ),
            ...(recording.exact ? exactFigures(heap) : []),
            collections ? figure("GC pauses", formatSeconds(collections.total.pause_seconds), pausesText(collections)) : null,
        );
    }

    /** What a sampled recording does not have. */
    const exactFigures = (heap) => [
        figure("Allocated in total", sizeElement(heap.allocated_bytes), formatQuantity(heap.allocations, "allocation")),
        figure("Blocks at the peak", formatCount(heap.peak_blocks), averageText(heap)),
    ];

    /** `132 minor, 5 major, longest 31 ms` */
    function pausesText({ total, minor, major }) {
        if (total.count === 0) return "";
        const longest = formatSeconds(total.longest_pause_seconds);
        return `${formatCount(minor.count)} minor, ${formatCount(major.count)} major, longest ${longest}`;
    }

    const averageText = (
        { peak_bytes: bytes, peak_blocks: blocks },
    ) => (blocks > 0 ? `${Heaptide.formatBytes(Math.round(bytes / blocks))} on average` : "");

    function figure(title, value, note) {
        return element(
            "div",
            { class: "figure-card" },
            element("dt", {}, title),
            element("dd", {}, value),
            note ? element("dd", { class: "faint" }, note) : null,
        );
    }

    function notices({ recording }) {
        const { exact, complete, lost_records: lost, notes } = recording;
        const warnings = [
            !exact && "Sampled: the figures of functions are estimates.",
            lost > 0 && `${formatQuantity(lost, "record")} lost: the figures are too low by what they held.`,
            !complete && "The recording broke off before the program ended: it shows everything up to that moment.",
        ].filter(Boolean);
        return [...warnings.map((text) => notice("warning", text)), ...notes.map((text) => notice("note", text))];
    }

    const notice = (kind, text) => element("p", { class: `notice ${kind}` }, text);
})();
