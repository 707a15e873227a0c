// The view of memory over time.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element, sizeElement, formatShare } = Heaptide;

    /** See `Heaptide.views`. */
    Heaptide.TimelineView = class {
        title = "Memory over time";
        element;
        #chart = null;

        /** @param {ReportData} report */
        constructor(report) {
            const { timeline, heap } = report;
            if (timeline.seconds.length > 0) {
                // A peak's time counts from its process's start, the curve's from the recording's.
                const start = report.processes[0]?.start_seconds ?? 0;
                const isKnown = heap.peak_seconds !== null && heap.peak_seconds !== undefined;
                const peak = { seconds: isKnown ? start + heap.peak_seconds : null, bytes: heap.peak_bytes };
                this.#chart = new Heaptide.TimelineChart(
                    timeline,
                    report.processes.length > 1 ? highestSample(timeline) : peak,
                    report.duration_seconds,
                );
            }
            this.element = element(
                "div",
                { class: "timeline" },
                legend(report),
                this.#chart?.element ?? Heaptide.emptyState("The run was too short for a sample of its memory."),
                explanation(report),
                kindsOfMemory(report),
            );
        }

        /** Draws for the size that the element has now that it is shown. */
        follow() {
            this.#chart?.draw();
        }
    };

    /** With several processes the sum of their peaks is higher than any moment; the marker belongs on the curve. */
    function highestSample({ seconds, heap_bytes: heap }) {
        const index = heap.reduce((best, bytes, at) => (bytes > heap[best] ? at : best), 0);
        return { seconds: seconds[index], bytes: heap[index] };
    }

    function legend({ timeline }) {
        const isMeasured = timeline.rss_bytes.some((bytes) => bytes !== null);
        return element(
            "ul",
            { class: "legend" },
            element(
                "li",
                {},
                element("span", { class: "line-mark heap" }),
                "Heap: what the program allocated and had not freed",
            ),
            element(
                "li",
                {},
                element("span", { class: "line-mark rss" }),
                isMeasured ? "RSS: what the kernel kept in memory for it" : "RSS: not measured",
            ),
            timeline.pause_seconds?.some((seconds) => seconds !== null)
                ? element(
                    "li",
                    {},
                    element("span", { class: "line-mark pauses" }),
                    "GC pauses: the part of the time that it stood still for its garbage collector",
                )
                : null,
        );
    }

    function explanation(report) {
        const several = report.processes.length > 1
            ? " Both lines add up all processes alive at that moment, so their top can lie below the sum of each " +
                "process's own peak."
            : "";
        return element(
            "p",
            { class: "meaning" },
            "RSS also holds what is no allocation of the program: code, stacks, mapped files, and memory that " +
                "allocators keep for later. Heap can lie above RSS where memory was allocated and never touched." +
                several,
        );
    }

    /** The kinds of memory, as shares of a bar where they are parts of one moment, as separate figures where not. */
    function kindsOfMemory({ heap }) {
        if (!heap.domains) return null;
        const kinds = [["python", "Python objects", heap.domains?.python_peak_bytes], [
            "native",
            "Native allocations",
            heap.domains?.native_peak_bytes,
        ], ["mmap", "Anonymous mappings", heap.domains?.mmap_peak_bytes]];
        const sum = kinds.reduce((total, [, , bytes]) => total + (bytes ?? 0), 0);
        const isOneMoment = sum === heap.peak_bytes && sum > 0;
        return element(
            "section",
            { class: "kinds" },
            element("h2", {}, isOneMoment ? "The peak, by kind of memory" : "Each kind of memory at its own peak"),
            isOneMoment && sum > 0 ? kindBar(kinds, sum) : null,
            element(
                "dl",
                { class: "figures" },
                ...kinds.map(([name, title, bytes]) => kindFigure(name, title, bytes, isOneMoment ? sum : 0)),
                kindFigure("arena", "pymalloc arenas (slack included)", heap.arena_peak_bytes, 0),
            ),
        );
    }

    function kindBar(kinds, sum) {
        return element(
            "div",
            { class: "kind-bar", "aria-hidden": "true" },
            ...kinds.map(([name, , bytes]) =>
                element("span", { class: name, style: { "flex-grow": String((bytes ?? 0) / sum) } })
            ),
        );
    }

    function kindFigure(name, title, bytes, whole) {
        const share = whole > 0 ? element("span", { class: "faint" }, ` ${formatShare(bytes ?? 0, whole)}`) : null;
        return element(
            "div",
            { class: `figure-card ${name}` },
            element("dt", {}, title),
            element("dd", {}, sizeElement(bytes), share),
        );
    }
})();
