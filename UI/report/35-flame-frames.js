// The words for the frames of a flame graph: labels, the text that a search reads, tooltip, summary.

/**
 * The call tree that is shown, and how.
 * @typedef {object} ShownTree
 * @property {CallTree} tree
 * @property {"bytes"|"count"} unit
 * @property {Metric} metric
 * @property {string} order callees or callers
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element, sizeElement, formatShare, formatQuantity } = Heaptide;
    const rootName = "Everything";

    /** Names and describes the nodes of call trees over one set of locations. */
    Heaptide.FlameFrames = class {
        /** @type {{name: string, place: string}[]} by location; the root's is the last */
        labels;
        /** @type {string[]} what a search reads, by location */
        texts;
        #locations;

        /**
         * @param {Locations} locations
         * @param {Heaptide.PathNames} paths
         */
        constructor(locations, paths) {
            const { file, line, function: names } = locations;
            this.#locations = locations;
            this.labels = names.map((name, index) => ({ name, place: paths.at(file[index], line[index]) }));
            this.labels.push({ name: rootName, place: "" });
            this.texts = names.map((name, index) => `${name} ${file[index]}:${line[index]}`);
        }

        /**
         * The label of a node.
         * @param {CallTree} tree
         * @param {number} node
         * @returns {{name: string, place: string}}
         */
        label(tree, node) {
            return this.labels[node === 0 ? this.labels.length - 1 : tree.location[node]];
        }

        /**
         * One line about a node, for the strip below the graph.
         * @param {ShownTree} shown
         * @param {number} node -1 for none
         * @returns {(Node|string)[]}
         */
        summary(shown, node) {
            if (node < 0) return ["Click a frame to zoom into it; hover to see its figures."];
            const { tree, unit, metric } = shown;
            const { name, place } = this.label(tree, node);
            const share = formatShare(tree.total[unit][node], tree.total[unit][0]);
            const counted = metric.count && formatQuantity(tree.total.count[node], metric.noun);
            const sized = metric.bytes && Heaptide.formatBytes(tree.total.bytes[node]);
            const figures = sized && counted ? `${sized} in ${counted}` : sized || counted;
            return [
                element("strong", {}, node === 0 ? name : Heaptide.formatFunction(name)),
                ` ${place} · ${share} · ${figures}`,
            ];
        }

        /**
         * Everything about a node.
         * @param {ShownTree} shown
         * @param {number} node
         * @returns {Node[]}
         */
        tooltip(shown, node) {
            const { tree, metric, order } = shown;
            const { name } = this.label(tree, node);
            const rows = [figureRow("Total", tree.total, shown, node)];
            if (order === "callees") rows.push(figureRow("Own", tree.self, shown, node));
            const exact = `${Heaptide.formatExactBytes(tree.total.bytes[node])} in total`;
            return [
                element("p", { class: "tooltip-title" }, node === 0 ? name : Heaptide.formatFunction(name)),
                ...(node === 0 ? [] : this.#origin(tree.location[node])),
                element("table", {}, ...rows),
                metric.bytes && element("p", { class: "faint" }, exact),
            ].filter(Boolean);
        }

        /** Where the code of a location lies, and whose it is. */
        #origin(location) {
            const { file, line, kind } = this.#locations;
            return [
                element("p", { class: "tooltip-place" }, `${file[location]}:${line[location]}`),
                element(
                    "p",
                    { class: "faint" },
                    Heaptide.kindMark(kind[location]),
                    Heaptide.kinds[kind[location]].title,
                ),
            ];
        }
    };

    function figureRow(title, values, { tree, unit, metric }, node) {
        return element(
            "tr",
            {},
            element("th", { scope: "row" }, title),
            metric.bytes && element("td", {}, sizeElement(values.bytes[node])),
            element("td", {}, formatShare(values[unit][node], tree.total[unit][0])),
            metric.count && element("td", {}, formatQuantity(values.count[node], metric.noun)),
        );
    }
})();
