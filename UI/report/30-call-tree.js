// Call trees for the flame graph: the recording's stacks for one metric, folded and merged as asked.

/**
 * A tree by columns. Node 0 is the root and has no location; parents come before children.
 * @typedef {object} CallTree
 * @property {Int32Array} parent
 * @property {Int32Array} location -1 for the root
 * @property {{bytes: Float64Array, count: Float64Array}} self
 * @property {{bytes: Float64Array, count: Float64Array}} total
 * @property {boolean} isCutShort callers beyond a work limit were left out
 */

/**
 * What a metric counts: the columns of the stacks, and its words.
 * @typedef {object} Metric
 * @property {string} title
 * @property {?string} bytes column; null when the metric has no size
 * @property {?string} count column; null when it was not measured
 * @property {string} noun of the count
 * @property {string} meaning a sentence
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    /** @type {Object<string, Metric>} */
    Heaptide.metrics = {
        peak: {
            title: "Peak",
            bytes: "peak",
            count: "peak_blocks",
            noun: "block",
            meaning: "What was alive at the high-water mark, by the stack that allocated it.",
        },
        end: {
            title: "End",
            bytes: "end",
            count: "end_blocks",
            noun: "block",
            meaning: "What was still allocated when the recording ended, by the stack that allocated it.",
        },
        allocated: {
            title: "Allocated",
            bytes: "allocated",
            count: "allocations",
            noun: "allocation",
            meaning: "Everything allocated during the run, freed or not: what passed through, not what was alive.",
        },
        temporary: {
            title: "Temporary",
            bytes: null,
            count: "temporary",
            noun: "temporary allocation",
            meaning: "Allocations freed before the next one of the same thread, by count: work, not memory.",
        },
    };

    /** For a recording whose live memory was sampled: estimated bytes are all there is. */
    Heaptide.useSampledMetrics = () => {
        delete Heaptide.metrics.allocated;
        delete Heaptide.metrics.temporary;
        for (const metric of Object.values(Heaptide.metrics)) metric.count = null;
    };

    const importMachinery = /^<frozen (?:importlib|zipimport)|\/importlib\/(?:_bootstrap|__init__)|<frozen runpy>/;

    /**
     * Which locations a choice folds into their callers.
     * @param {Locations} locations
     * @param {string} fold none, import or library
     * @returns {boolean[]} by location
     */
    Heaptide.foldedLocations = (locations, fold) =>
        locations.file.map((file, index) =>
            (fold !== "none" && importMachinery.test(file)) || (fold === "library" && locations.kind[index] === 2)
        );

    /**
     * The tree with callers above callees. Folded frames vanish; what they allocated counts for the
     * nearest frame above. O(nodes).
     * @param {ReportData} report
     * @param {Metric} metric
     * @param {boolean[]} isFolded by location
     * @returns {CallTree}
     */
    Heaptide.calleeTree = ({ stacks, locations }, metric, isFolded) => {
        const builder = new TreeBuilder(locations.file.length);
        const place = new Int32Array(stacks.parent.length);
        const bytes = metric.bytes && stacks[metric.bytes];
        const count = stacks[metric.count ?? metric.bytes];
        for (let node = 0; node < place.length; node++) {
            const parent = stacks.parent[node] < 0 ? 0 : place[stacks.parent[node]];
            const location = stacks.location[node];
            place[node] = isFolded[location] ? parent : builder.child(parent, location);
            builder.add(place[node], bytes ? bytes[node] : 0, count[node]);
        }
        return builder.finish();
    };

    /** Steps that the building of a caller tree may take; deep recursion would need the square of its depth. */
    const stepLimit = 6e6;
    /** A group below this share of the whole is not opened further: it would be far less than a pixel. */
    const shareLimit = 1 / 20000;

    /**
     * The tree upside down: the allocating frame on top, its callers below.
     * @param {CallTree} tree a callee tree
     * @param {number} locationCount
     * @param {"bytes"|"count"} unit decides which groups are too small to open
     * @returns {CallTree}
     */
    Heaptide.callerTree = (tree, locationCount, unit) => {
        const builder = new TreeBuilder(locationCount);
        const smallest = tree.total[unit][0] * shareLimit;
        const groups = [{ node: 0, cursors: allocatingNodes(tree) }];
        let steps = 0;
        for (let next = 0; next < groups.length; next++) {
            const { node, cursors } = groups[next];
            steps += cursors.length;
            const isOpen = steps < stepLimit && weight(tree, cursors, unit) >= smallest;
            const ended = isOpen ? openGroup(tree, builder, node, cursors, groups) : cursors;
            for (const { origin } of ended) builder.add(node, tree.self.bytes[origin], tree.self.count[origin]);
            groups[next] = undefined;
        }
        return builder.finish(steps >= stepLimit);
    };

    /** Sorts cursors by the location they stand on, a child for each, one caller further; returns those at the root. */
    function openGroup(tree, builder, node, cursors, groups) {
        const byChild = new Map();
        const ended = [];
        for (const { origin, at } of cursors) {
            if (at === 0) {
                ended.push({ origin });
                continue;
            }
            const child = builder.child(node, tree.location[at]);
            if (!byChild.has(child)) byChild.set(child, []);
            byChild.get(child).push({ origin, at: tree.parent[at] });
        }
        for (const [child, moved] of byChild) groups.push({ node: child, cursors: moved });
        return ended;
    }

    function allocatingNodes({ self, parent }) {
        const cursors = [];
        for (let node = 0; node < parent.length; node++) {
            if (self.bytes[node] > 0 || self.count[node] > 0) cursors.push({ origin: node, at: node });
        }
        return cursors;
    }

    function weight({ self }, cursors, unit) {
        return cursors.reduce((sum, { origin }) => sum + self[unit][origin], 0);
    }

    /** Grows a tree in which no node has two children of one location. */
    class TreeBuilder {
        #locationCount;
        #children = new Map();
        #parent = [-1];
        #location = [-1];
        #bytes = [0];
        #count = [0];

        constructor(locationCount) {
            this.#locationCount = locationCount;
        }

        child(parent, location) {
            const key = parent * this.#locationCount + location;
            const known = this.#children.get(key);
            if (known !== undefined) return known;
            const node = this.#parent.length;
            this.#parent.push(parent);
            this.#location.push(location);
            this.#bytes.push(0);
            this.#count.push(0);
            this.#children.set(key, node);
            return node;
        }

        add(node, bytes, count) {
            this.#bytes[node] += bytes;
            this.#count[node] += count;
        }

        finish(isCutShort = false) {
            const parent = Int32Array.from(this.#parent);
            return {
                parent,
                isCutShort,
                location: Int32Array.from(this.#location),
                self: { bytes: Float64Array.from(this.#bytes), count: Float64Array.from(this.#count) },
                total: { bytes: totals(parent, this.#bytes), count: totals(parent, this.#count) },
            };
        }
    }

    function totals(parent, self) {
        const total = Float64Array.from(self);
        for (let node = parent.length - 1; node > 0; node--) total[parent[node]] += total[node];
        return total;
    }
})();
