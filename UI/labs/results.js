// What a run has measured: claims, pictures, tables.

import { chart } from "./chart.js";
import { element, prose, section } from "./dom.js";
import { formatBytes, formatFigure, formatShare } from "./format.js";

/**
 * All parts of a finished run.
 * @param {import("./api.js").Progress} progress
 * @param {string} caption of the picture
 * @returns {HTMLElement[]}
 */
export const results = (progress, caption) => {
    const outcome = progress.outcome;
    return [
        claims(outcome.result),
        section("Memory over time", chart(outcome.curves, false)),
        pictures(progress.run, outcome.pictures, caption),
        improvement(outcome.improvement),
        lines(outcome.lines),
        paths(outcome.paths),
        facts(outcome.result.observations),
        outputs(outcome.outputs),
    ].filter((part) => part !== null);
};

function claims(result) {
    const held = result.claims.filter((claim) => claim.holds).length;
    const skipped = result.claims.filter((claim) => claim.skipped).length;
    const items = result.claims.map((claim) => {
        const [kind, words, sign] = claim.holds ? ["holds", "holds", "✔"]
            : claim.skipped ? ["skipped", "was skipped", "–"] : ["fails", "does not hold", "✘"];
        return element("li", { class: `claim ${kind}` },
            element("span", { class: "sign", role: "img", "aria-label": words }, sign),
            element("div", {}, element("p", {}, prose(claim.text)), element("p", { class: "evidence" }, claim.evidence)));
    });
    return section("What was measured",
        element("p", { class: "faint", id: "verdict" },
            `${held} of ${result.claims.length - skipped} claims hold${skipped > 0 ? `, ${skipped} skipped` : ""}, with ${ranWith(result)}.`),
        element("ul", { class: "claims" }, ...items));
}

/** `Python 3.11.7`, `Node 20.20.2, Chrome/156.0.8078.79`. */
function ranWith(result) {
    const language = result.language === "python" ? "Python" : "Node";
    const isProgram = result.interpreter !== null && result.interpreter !== undefined && result.interpreter !== result.browser;
    const all = [isProgram ? `${language} ${result.interpreter}` : null, result.browser ?? null].filter((part) => part !== null);
    return all.length > 0 ? all.join(", ") : `${language} (not recorded)`;
}

function pictures(run, list, caption) {
    if (list.length === 0) return null;
    const drawn = list.map((picture) =>
        element("figure", { class: "picture" }, list.length > 1 ? element("figcaption", { class: "faint" }, picture.step) : null,
            element("div", { class: "picture-scroll", tabindex: "0" },
            element("img", {
                src: `/api/runs/${run}/pictures/${picture.file}`,
                alt: `The objects of ${picture.step}: names on the left, arrows are references`,
            }))));
    return section("The objects", caption === "" ? null : element("p", {}, prose(caption)), ...drawn,
        element("p", { class: "faint" },
            "Arrows are references, × counts all that lead to an object. What several places here lead to is coloured."));
}

function improvement(figure) {
    if (figure === null) return null;
    const most = Math.max(figure.before, figure.after, 1);
    const row = (name, value) =>
        element("div", { class: "compare" }, element("span", {}, name),
            element("span", { class: "compare-bar", style: { "--share": String(Math.max(0, value) / most) } }),
            element("span", { class: "compare-figure" }, formatFigure(value, figure.unit)));
    return section("Before and after",
        element("p", { class: "faint" }, `${figure.name}, both measured in this run`),
        row("program", figure.before), row("mended", figure.after));
}

function table(head, rows, numbers) {
    const cell = (tag) => (value, index) => element(tag, { class: index < numbers ? "number" : "text" }, value);
    return element("div", { class: "table-scroll" }, element("table", { class: "data plain" },
        element("thead", {}, element("tr", {}, ...head.map(cell("th")))),
        element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map(cell("td")))))));
}

function lines(list) {
    if (list.length === 0) return null;
    const isEstimate = list.some((line) => line.is_estimate);
    const rows = list.map((line) => [
        formatBytes(line.bytes), formatShare(line.share), line.blocks?.toLocaleString("en-US") ?? "not measured",
        line.step, line.line > 0 ? element("code", {}, line.file) : element("span", { class: "faint" }, line.file),
    ]);
    return section("Lines with memory at the peak",
        isEstimate ? element("p", { class: "faint" }, "Sampled: bytes are estimates, by function.") : null,
        table(["bytes", "of the peak", "blocks", "run", "line"], rows, 3));
}

function paths(list) {
    if (list.length === 0) return null;
    return section("What holds it", ...list.map((path) =>
        element("p", { class: "path" }, element("code", {}, path.text),
            element("span", { class: "faint" }, ` ${formatBytes(path.bytes)}, ${path.step}`))));
}

function facts(list) {
    if (list.length === 0) return null;
    const value = (fact) =>
        typeof fact.value === "number" ? formatFigure(fact.value, fact.unit)
        : typeof fact.value === "boolean" ? (fact.value ? "yes" : "no") : fact.value;
    const rows = list.slice(0, 60).map((fact) => [value(fact), fact.name]);
    return element("details", {}, element("summary", {}, "All figures of this run"),
        table(["value", "what the programs noted, and the heap at their moments"], rows, 1));
}

function outputs(list) {
    const said = list.filter((run) => run.output !== "" || run.errors !== "");
    if (said.length === 0) return null;
    return element("details", {}, element("summary", {}, "What the programs printed"), ...said.map((run) =>
        element("div", {}, element("h3", {}, `${run.step}: exit status ${run.status}${run.is_timed_out ? ", ended after the time limit" : ""}`),
            element("pre", { class: "output" }, run.output, run.errors === "" ? null : element("span", { class: "errors" }, run.errors)))));
}
