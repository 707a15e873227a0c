// The heap over time, a curve for each program that has run so far.

import { element, svg } from "./dom.js";
import { formatBytes, formatSeconds } from "./format.js";

const size = { width: 860, height: 250, left: 78, right: 16, top: 14, bottom: 30 };
const most = 4;

/**
 * Draws curves into one chart with one scale.
 * @param {import("./api.js").Curve[]} curves
 * @param {boolean} isRunning whether the last one still grows
 * @returns {HTMLElement}
 */
export const chart = (curves, isRunning) => {
    const shown = curves.filter((curve) => curve.points.length + curve.marks.length > 0).slice(0, most);
    if (shown.length === 0) {
        return element("p", { class: "chart empty" }, isRunning ? "The recording begins …" : "Nothing was recorded.");
    }
    const scale = scaleOf(shown);
    const drawing = svg("svg", {
        viewBox: `0 0 ${size.width} ${size.height}`, role: "img",
        "aria-label": `The heap over time; the highest is ${formatBytes(scale.bytes)}`,
    }, grid(scale), ...shown.map((curve, index) => line(curve, index, scale)));
    return element("figure", { class: "chart" }, drawing, legend(shown, curves.length - shown.length));
};

/** Moments and points in the order of time. A mark is exact; a point is the highest of its interval. */
function track(curve) {
    const points = curve.points.map((point) => ({ ...point, name: null }));
    return [...points, ...curve.marks].sort((a, b) => a.seconds - b.seconds);
}

function scaleOf(curves) {
    const seconds = Math.max(0.01, ...curves.flatMap((curve) => track(curve).map((point) => point.seconds)));
    const bytes = Math.max(1, ...curves.map((curve) => Math.max(curve.peak_bytes, ...track(curve).map((p) => p.heap_bytes))));
    const step = stepOf(bytes);
    const top = Math.ceil(bytes / step) * step;
    return {
        seconds, bytes, top, step,
        x: (at) => size.left + (at / seconds) * (size.width - size.left - size.right),
        y: (at) => size.height - size.bottom - (at / top) * (size.height - size.top - size.bottom),
    };
}

/** A round number of bytes, so that there are two to five lines. */
function stepOf(bytes) {
    let step = 1;
    while (bytes / step > 1024) step *= 1024;
    for (const factor of [1, 2, 5, 10, 20, 50, 100, 200, 500]) if (bytes / (step * factor) <= 5) return step * factor;
    return step * 1024;
}

function grid(scale) {
    const lines = [];
    for (let bytes = 0; bytes <= scale.top; bytes += scale.step) {
        const y = scale.y(bytes);
        lines.push(svg("line", { x1: size.left, x2: size.width - size.right, y1: y, y2: y }));
        lines.push(svg("text", { x: size.left - 8, y: y + 4, "text-anchor": "end" }, formatBytes(bytes)));
    }
    for (const part of [0, 0.5, 1]) {
        const anchor = part === 0 ? "start" : part === 1 ? "end" : "middle";
        lines.push(svg("text", { x: scale.x(scale.seconds * part), y: size.height - 8, "text-anchor": anchor },
            formatSeconds(scale.seconds * part)));
    }
    return svg("g", { class: "axis" }, ...lines);
}

function line(curve, index, scale) {
    const points = track(curve);
    const path = points.map((p, at) => `${at === 0 ? "M" : "L"}${scale.x(p.seconds).toFixed(1)},${scale.y(p.heap_bytes).toFixed(1)}`);
    const dots = curve.marks.map((mark) =>
        svg("circle", { cx: scale.x(mark.seconds), cy: scale.y(mark.heap_bytes), r: 3.5 },
            svg("title", {}, `${mark.name}: ${formatBytes(mark.heap_bytes)}`))
    );
    const last = points.at(-1);
    const end = svg("circle", { class: "end", cx: scale.x(last.seconds), cy: scale.y(last.heap_bytes), r: 2.5 });
    return svg("g", { class: `curve curve-${index}` }, svg("path", { d: path.join(" ") }), ...dots, end);
}

function legend(curves, hidden) {
    const items = curves.map((curve, index) =>
        element("li", {}, element("span", { class: `key curve-${index}`, "aria-hidden": "true" }),
            `${curve.step}: peak ${formatBytes(curve.peak_bytes)}`,
            curve.denials > 0 ? element("strong", { class: "denied" }, ", the ceiling denied more") : null)
    );
    const rest = hidden > 0 ? [element("li", { class: "faint" }, `and ${hidden} more in the table below`)] : [];
    return element("figcaption", {}, element("ul", { class: "keys-of-curves" }, ...items, ...rest));
}
