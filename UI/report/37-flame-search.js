// Searching a call tree: by text, or by regular expression.

/**
 * What a search found.
 * @typedef {object} FlameMatches
 * @property {Uint8Array} isMatch by location
 * @property {number} share of the whole that lies at or below a matching frame; nothing is counted twice
 * @property {number[]} nodes that match, largest first
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    /**
     * @param {string[]} texts what is searched, by location
     * @param {string} search
     * @param {boolean} isRegex
     * @returns {Uint8Array} by location
     * @throws {SyntaxError} when the regular expression is none
     */
    Heaptide.matchLocations = (texts, search, isRegex) => {
        if (isRegex) {
            const pattern = new RegExp(search, "i");
            return Uint8Array.from(texts, (text) => (pattern.test(text) ? 1 : 0));
        }
        const wanted = search.toLowerCase();
        return Uint8Array.from(texts, (text) => (text.toLowerCase().includes(wanted) ? 1 : 0));
    };

    /**
     * Applies matching locations to a tree. O(nodes).
     * @param {CallTree} tree
     * @param {"bytes"|"count"} unit
     * @param {Uint8Array} isMatch by location
     * @returns {FlameMatches}
     */
    Heaptide.findMatches = (tree, unit, isMatch) => {
        const total = tree.total[unit];
        const isCovered = new Uint8Array(total.length);
        const nodes = [];
        let sum = 0;
        for (let node = 1; node < total.length; node++) {
            isCovered[node] = isCovered[tree.parent[node]];
            if (isMatch[tree.location[node]] === 0 || total[node] === 0) continue;
            nodes.push(node);
            if (isCovered[node] === 0) sum += total[node];
            isCovered[node] = 1;
        }
        nodes.sort((a, b) => total[b] - total[a]);
        return { isMatch, nodes, share: total[0] > 0 ? sum / total[0] : 0 };
    };
})();
