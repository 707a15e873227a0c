// Where each frame lies: a row by its depth, an extent by its share.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    /**
     * The geometry of a call tree, in shares of the whole: the root reaches from 0 to 1.
     * Larger siblings come first.
     */
    Heaptide.FlameLayout = class {
        /** @type {Float64Array} left edge of each node */
        start;
        /** @type {Float64Array} extent of each node; 0 for nodes that are not shown */
        extent;
        /** @type {Int32Array} row of each node; the root's is 0 */
        depth;
        /** @type {number[][]} nodes of each row, from left to right; empty when there is nothing to show */
        rows = [];

        /**
         * O(n log n) in the nodes.
         * @param {CallTree} tree
         * @param {"bytes"|"count"} unit that widths stand for
         */
        constructor(tree, unit) {
            const total = tree.total[unit];
            const children = childrenByTotal(tree.parent, total);
            this.start = new Float64Array(total.length);
            this.extent = total.map((value) => (total[0] > 0 ? value / total[0] : 0));
            this.depth = new Int32Array(total.length);
            for (let row = total[0] > 0 ? [0] : []; row.length > 0; row = this.#rowBelow(row, children)) {
                this.rows.push(row);
            }
        }

        /**
         * The node at a point, or -1. O(log n).
         * @param {number} row
         * @param {number} share
         * @returns {number}
         */
        nodeAt(row, share) {
            if (!this.rows[row]) return -1;
            const node = this.rows[row][this.firstAfter(row, share)];
            return node !== undefined && this.start[node] <= share ? node : -1;
        }

        /**
         * The index in a row of the first node that ends after a position. O(log n).
         * @param {number} row
         * @param {number} share
         * @returns {number}
         */
        firstAfter(row, share) {
            const nodes = this.rows[row];
            let [low, high] = [0, nodes.length];
            while (low < high) {
                const middle = (low + high) >> 1;
                if (this.start[nodes[middle]] + this.extent[nodes[middle]] > share) high = middle;
                else low = middle + 1;
            }
            return low;
        }

        /**
         * The largest child of a node, or -1.
         * @param {number} node
         * @returns {number}
         */
        largestChild(node) {
            const row = this.depth[node] + 1;
            if (!this.rows[row]) return -1;
            const child = this.rows[row][this.firstAfter(row, this.start[node])];
            return child !== undefined && this.start[child] < this.start[node] + this.extent[node] ? child : -1;
        }

        /**
         * The node beside another in its row, or -1.
         * @param {number} node
         * @param {1|-1} step
         * @returns {number}
         */
        neighbour(node, step) {
            const nodes = this.rows[this.depth[node]];
            return nodes[nodes.indexOf(node) + step] ?? -1;
        }

        #rowBelow(row, { child, offset }) {
            const below = [];
            for (const node of row) {
                let left = this.start[node];
                for (let index = offset[node]; index < offset[node + 1]; index++) {
                    if (this.extent[child[index]] === 0) break;
                    this.start[child[index]] = left;
                    this.depth[child[index]] = this.depth[node] + 1;
                    left += this.extent[child[index]];
                    below.push(child[index]);
                }
            }
            return below;
        }
    };

    /** The children of node n are `child[offset[n]] …< offset[n + 1]`, largest total first. */
    function childrenByTotal(parent, total) {
        const size = parent.length;
        const offset = new Int32Array(size + 1);
        for (let node = 1; node < size; node++) offset[parent[node] + 1]++;
        for (let node = 0; node < size; node++) offset[node + 1] += offset[node];
        const child = new Int32Array(size - 1);
        const next = offset.slice();
        for (let node = 1; node < size; node++) child[next[parent[node]]++] = node;
        for (let node = 0; node < size; node++) {
            child.subarray(offset[node], offset[node + 1]).sort((a, b) => total[b] - total[a]);
        }
        return { child, offset };
    }
})();
