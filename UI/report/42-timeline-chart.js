// Heap and RSS over time, as an SVG chart with a crosshair.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element, svgElement, formatBytes, formatSeconds } = Heaptide;
    const inset = { top: 26, right: 18, bottom: 30, left: 74 };

    /** Draws a timeline anew for each size of its element; the crosshair follows pointer and arrow keys. */
    Heaptide.TimelineChart = class {
        /** The element to put into the page. */
        element;
        #timeline;
        #peak;
        #duration;
        #scale = null;
        #crosshair = null;
        #index = -1;
        #readout = element("p", { class: "visually-hidden", "aria-live": "polite" });
        #frame = element("div", { class: "chart-frame" });

        /**
         * @param {{seconds: number[], heap_bytes: number[], rss_bytes: (?number)[], pause_seconds: (?number)[]}} timeline
         * @param {{seconds: number, bytes: number}} peak
         * @param {number} duration seconds that the axis reaches to at least
         */
        constructor(timeline, peak, duration) {
            this.#timeline = timeline;
            this.#duration = duration;
            this.#peak = peak;
            this.element = element(
                "div",
                {
                    class: "chart",
                    tabindex: 0,
                    role: "application",
                    "aria-label": "Memory over time. Left and right arrow keys move along the samples.",
                    pointermove: (event) => this.#point(event),
                    pointerleave: () => this.#leave(),
                    blur: () => this.#leave(),
                    keydown: (event) => this.#press(event),
                },
                this.#frame,
                this.#readout,
            );
            new ResizeObserver(() => this.draw()).observe(this.#frame);
        }

        /** Draws the chart into the space that it has. */
        draw() {
            const { clientWidth: width, clientHeight: height } = this.#frame;
            if (width === 0 || height === 0) return;
            this.#scale = scaleFor(this.#timeline, this.#peak, this.#duration, width, height);
            this.#crosshair = svgElement("g", { class: "crosshair", visibility: "hidden" });
            this.#frame.replaceChildren(
                svgElement(
                    "svg",
                    { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
                    sizeAxis(this.#scale),
                    timeAxis(this.#scale),
                    pauseBars(this.#timeline, this.#scale),
                    ...lines(this.#timeline, this.#scale),
                    peakMark(this.#peak, this.#scale),
                    this.#crosshair,
                ),
            );
            if (this.#index >= 0) this.#show(this.#index);
        }

        #point({ offsetX, clientX, clientY }) {
            if (!this.#scale) return;
            this.#show(nearest(this.#timeline.seconds, this.#scale.timeAt(offsetX)));
            Heaptide.tooltip.show(clientX, clientY, ...this.#describe());
        }

        #press(event) {
            const last = this.#timeline.seconds.length - 1;
            const moves = { ArrowLeft: this.#index - 1, ArrowRight: this.#index + 1, Home: 0, End: last };
            if (!(event.key in moves)) return;
            event.preventDefault();
            this.#show(Math.max(0, Math.min(moves[event.key], last)));
            const { left, top } = this.#frame.getBoundingClientRect();
            const x = this.#scale.x(this.#timeline.seconds[this.#index]);
            Heaptide.tooltip.show(left + x, top + inset.top, ...this.#describe());
            this.#readout.textContent = readoutText(this.#timeline, this.#index);
        }

        #show(index) {
            this.#index = index;
            const { x, y, bottom } = this.#scale;
            const { seconds, heap_bytes: heap, rss_bytes: rss } = this.#timeline;
            const at = x(seconds[index]);
            const dot = (bytes, name) =>
                bytes !== null && svgElement("circle", { class: `dot ${name}`, cx: at, cy: y(bytes), r: 4 });
            this.#crosshair.setAttribute("visibility", "visible");
            this.#crosshair.replaceChildren(
                ...[
                    svgElement("line", { x1: at, x2: at, y1: inset.top, y2: bottom }),
                    dot(rss[index], "rss"),
                    dot(heap[index], "heap"),
                ].filter(Boolean),
            );
        }

        #leave() {
            this.#index = -1;
            this.#crosshair?.setAttribute("visibility", "hidden");
            Heaptide.tooltip.hide();
        }

        #describe() {
            const { seconds, heap_bytes: heap, rss_bytes: rss } = this.#timeline;
            const row = (name, title, bytes) =>
                element(
                    "tr",
                    {},
                    element("th", { scope: "row" }, element("span", { class: `line-mark ${name}` }), title),
                    element("td", {}, Heaptide.sizeElement(bytes)),
                );
            return [
                element("p", { class: "tooltip-title" }, formatSeconds(seconds[this.#index])),
                element(
                    "table",
                    {},
                    row("heap", "Heap", heap[this.#index]),
                    row("rss", "RSS", rss[this.#index]),
                    pauseRow(this.#timeline.pause_seconds?.[this.#index]),
                ),
            ];
        }
    };

    function scaleFor({ seconds, heap_bytes: heap, rss_bytes: rss }, peak, duration, width, height) {
        const end = Math.max(duration, seconds[seconds.length - 1], peak.seconds ?? 0) || 1;
        const highest = [...heap, ...rss].reduce((most, bytes) => Math.max(most, bytes ?? 0), peak.bytes);
        const bottom = height - inset.bottom;
        const right = width - inset.right;
        const sizes = Heaptide.byteTicks(highest, Math.max(2, Math.floor(height / 64)));
        const top = sizes[sizes.length - 1];
        return {
            bottom,
            right,
            sizes,
            times: Heaptide.timeTicks(end, Math.max(2, Math.floor(width / 110))),
            x: (time) => inset.left + (time / end) * (right - inset.left),
            y: (bytes) => bottom - (bytes / top) * (bottom - inset.top),
            timeAt: (x) => ((x - inset.left) / (right - inset.left)) * end,
        };
    }

    function sizeAxis({ sizes, y, right }) {
        return svgElement(
            "g",
            { class: "axis" },
            ...sizes.flatMap((bytes) => [
                svgElement("line", { x1: inset.left, x2: right, y1: y(bytes), y2: y(bytes) }),
                svgElement(
                    "text",
                    { x: inset.left - 10, y: y(bytes), dy: "0.35em", "text-anchor": "end" },
                    Heaptide.formatAxisBytes(bytes),
                ),
            ]),
        );
    }

    function timeAxis({ times, x, bottom, right }) {
        const label = (time) => {
            const anchor = time === 0 ? "start" : x(time) > right - 16 ? "end" : "middle";
            return svgElement("text", { x: x(time), y: bottom + 20, "text-anchor": anchor }, formatSeconds(time));
        };
        return svgElement("g", { class: "axis" }, ...times.map(label));
    }

    /** The height of a bar where the program stood still all the time. */
    const pauseHeight = 48;

    /** Bars above the axis: the part of each interval in which the program stood still for its garbage collector. */
    function pauseBars({ seconds, pause_seconds: pauses }, { x, bottom }) {
        const bars = (pauses ?? []).map((pause, index) => {
            const start = index > 0 ? seconds[index - 1] : 0;
            const length = seconds[index] - start;
            if (!(pause > 0) || !(length > 0)) return null;
            const height = Math.max(1, pauseHeight * Math.min(1, pause / length));
            const width = Math.max(1, x(seconds[index]) - x(start));
            return svgElement("rect", { x: x(start), y: bottom - height, width, height });
        });
        return svgElement("g", { class: "pauses" }, ...bars.filter(Boolean));
    }

    function pauseRow(pause) {
        if (pause === null || pause === undefined) return null;
        return element(
            "tr",
            {},
            element("th", { scope: "row" }, element("span", { class: "line-mark pauses" }), "GC pauses"),
            element("td", {}, formatSeconds(pause)),
        );
    }

    function lines({ seconds, heap_bytes: heap, rss_bytes: rss }, scale) {
        const heapPath = linePath(seconds, heap, scale);
        const end = scale.x(seconds[seconds.length - 1]);
        const area = `${heapPath}L${end},${scale.bottom}L${scale.x(seconds[0])},${scale.bottom}Z`;
        return [
            svgElement("path", { class: "area heap", d: area }),
            svgElement("path", { class: "line rss", d: linePath(seconds, rss, scale) }),
            svgElement("path", { class: "line heap", d: heapPath }),
        ];
    }

    /**
     * Of the samples that fall on one pixel only the lowest and the highest are drawn. Gaps stay gaps; a lone
     * sample is a dot.
     */
    function linePath(seconds, sizes, { x, y }) {
        let path = "";
        let isDrawing = false;
        for (let index = 0; index < seconds.length;) {
            const column = Math.round(x(seconds[index]));
            const [low, high] = [{ at: -1, bytes: Infinity }, { at: -1, bytes: -Infinity }];
            for (; index < seconds.length && Math.round(x(seconds[index])) === column; index++) {
                if (sizes[index] === null) continue;
                if (sizes[index] < low.bytes) Object.assign(low, { at: index, bytes: sizes[index] });
                if (sizes[index] > high.bytes) Object.assign(high, { at: index, bytes: sizes[index] });
            }
            const drawn = low.at < 0 ? [] : low.at === high.at ? [low] : low.at < high.at ? [low, high] : [high, low];
            for (const { at, bytes } of drawn) {
                const point = `${x(seconds[at]).toFixed(1)},${y(bytes).toFixed(1)}`;
                path += isDrawing ? `L${point}` : `M${point}L${point}`;
                isDrawing = true;
            }
            if (drawn.length === 0) isDrawing = false;
        }
        return path;
    }

    function peakMark({ seconds, bytes }, { x, y, bottom, right }) {
        if (seconds === null || seconds === undefined) return null;
        const at = x(seconds);
        const isLate = at > (inset.left + right) / 2;
        return svgElement(
            "g",
            { class: "peak" },
            svgElement("line", { x1: at, x2: at, y1: inset.top - 8, y2: bottom }),
            svgElement("circle", { cx: at, cy: y(bytes), r: 4.5 }),
            svgElement("text", {
                x: at + (isLate ? -8 : 8),
                y: inset.top - 10,
                "text-anchor": isLate ? "end" : "start",
            }, `Peak ${formatBytes(bytes)} at ${formatSeconds(seconds)}`),
        );
    }

    /** The index of the sample nearest to a time. O(log n). */
    function nearest(seconds, time) {
        let [low, high] = [0, seconds.length - 1];
        while (low < high) {
            const middle = (low + high) >> 1;
            if (seconds[middle] < time) low = middle + 1;
            else high = middle;
        }
        return low > 0 && time - seconds[low - 1] < seconds[low] - time ? low - 1 : low;
    }

    function readoutText({ seconds, heap_bytes: heap, rss_bytes: rss, pause_seconds: pauses }, index) {
        const pause = pauses?.[index] ?? null;
        return `${formatSeconds(seconds[index])}: heap ${formatBytes(heap[index])}, RSS ${formatBytes(rss[index])}` +
            (pause === null ? "" : `, GC pauses ${formatSeconds(pause)}`);
    }
})();
