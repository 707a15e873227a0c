// The view of what to change: habits in the source that this recording shows to cost memory.

/**
 * A habit and what it costs.
 * @typedef {object} Advice
 * @property {string} rule
 * @property {string} severity warning or note
 * @property {string} file
 * @property {number} line
 * @property {string} message
 * @property {string} change
 * @property {string} source the line's text
 * @property {string} figure peak, end or allocated: what `bytes` counts
 * @property {number} bytes
 * @property {?number} blocks null where live memory was sampled: then bytes are an estimate
 * @property {number} saves_bytes
 * @property {boolean} is_upper_bound
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element, formatBytes, formatQuantity, formatShare } = Heaptide;

    /** See `Heaptide.views`. */
    Heaptide.AdviceView = class {
        title = "Advice";
        element;

        /**
         * @param {ReportData} report
         * @param {Heaptide.PathNames} paths
         */
        constructor(report, paths) {
            const { advice = [], advice_left_out: leftOut = 0, advice_changed_files: changed = [] } = report;
            this.element = element(
                "div",
                { class: "advice" },
                element("p", { class: "meaning" }, meaning),
                ...(advice.length > 0 ? advice.map((item) => card(item, report, paths)) : [none()]),
                leftOut > 0 ? element("p", { class: "faint" }, leftOutSentence(leftOut)) : null,
                changed.length > 0 ? element("p", { class: "faint" }, changedSentence(changed)) : null,
            );
        }

        /** Nothing in the address changes this view. */
        follow() {}
    };

    const meaning = "Habits that the source shows at lines which hold memory, with what they held in this recording " +
        "and what the change would save of it. “Up to” where these lines may hold other things too.";

    const none = () => Heaptide.emptyState("At the lines that hold memory, the rules found nothing to change.");

    function card(item, report, paths) {
        return element(
            "article",
            { class: "advice-card" },
            element(
                "h2",
                {},
                element("span", { class: "advice-saving" }, saving(item)),
                element("code", { title: item.file }, paths.at(item.file, item.line)),
            ),
            element("p", {}, sentence(item.message), " ", element("span", { class: "advice-rule" }, item.rule)),
            item.source
                ? element("pre", { class: "advice-source", tabindex: 0 }, element("code", {}, item.source.trim()))
                : null,
            element("p", { class: "faint" }, evidence(item, report)),
            element("p", {}, `${item.change}.`),
        );
    }

    const saving = ({ saves_bytes: bytes, is_upper_bound: isBound }) =>
        `saves ${isBound ? "up to " : ""}${formatBytes(bytes)}`;

    function evidence({ figure, bytes, blocks }, { heap }) {
        const amount = blocks === null
            ? `about ${formatBytes(bytes)} (sampled)`
            : `${formatBytes(bytes)} in ${formatQuantity(blocks, "block")}`;
        if (figure === "end") return `Its lines had ${amount} left at the end.`;
        if (figure === "peak") {
            return `Its lines held ${amount} at the peak, ${formatShare(bytes, heap.peak_bytes)} of it.`;
        }
        return `Its lines allocated ${amount}, ${formatShare(bytes, heap.allocated_bytes)} of everything.`;
    }

    const sentence = (clause) => `${clause[0].toUpperCase()}${clause.slice(1)}.`;

    const leftOutSentence = (count) =>
        `${formatQuantity(count, "more habit")} would save less than 1 % each: not worth a change. ` +
        "heaptide check shows all.";

    const changedSentence = (files) =>
        `No advice on ${files.join(", ")}: changed since the recording, or gone.`;
})();
