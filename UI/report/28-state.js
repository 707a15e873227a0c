// What is shown, kept in the address: `#flame&metric=end&theme=dark`. The address is the only truth; views follow it.

/**
 * @typedef {object} State
 * @property {string} view
 * @property {string} metric peak, end, allocated or temporary
 * @property {string} unit bytes or count
 * @property {string} fold none, import or library
 * @property {string} order callees or callers
 * @property {string} search
 * @property {string} regex "1" when the search is a regular expression
 * @property {string} theme light, dark, or empty for the system's
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    /** Values that are left out of the address. */
    const defaults = {
        view: "flame",
        metric: "peak",
        unit: "bytes",
        fold: "import",
        order: "callees",
        search: "",
        regex: "",
        theme: "",
    };

    /** For keys with a closed set of values; anything else in the address counts as the default. */
    const allowed = {
        metric: ["peak", "end", "allocated", "temporary"],
        unit: ["bytes", "count"],
        fold: ["none", "import", "library"],
        order: ["callees", "callers"],
        theme: ["", "light", "dark"],
    };

    Heaptide.state = {
        /** @returns {State} what the address says now */
        get: () => read(location.hash),

        /**
         * Changes some values. A new view becomes a step in the history, anything else replaces the address.
         * @param {Partial<State>} changes
         */
        update(changes) {
            const before = read(location.hash);
            const hash = write({ ...before, ...changes });
            if (hash === location.hash) return;
            if (changes.view && changes.view !== before.view) location.hash = hash;
            else location.replace(hash);
        },

        /** @param {(state: State) => void} follow called after every change of the address */
        onChange: (follow) => window.addEventListener("hashchange", () => follow(read(location.hash))),
    };

    function read(hash) {
        const [view, ...pairs] = hash.replace(/^#/, "").split("&");
        const given = Object.fromEntries(new URLSearchParams(pairs.join("&")));
        const state = { ...defaults, view: view || defaults.view };
        for (const key of Object.keys(defaults)) {
            if (key !== "view" && key in given && (allowed[key]?.includes(given[key]) ?? true)) state[key] = given[key];
        }
        return state;
    }

    function write({ view, ...rest }) {
        const changed = Object.entries(rest).filter(([key, value]) => key in defaults && value !== defaults[key]);
        const parameters = new URLSearchParams(changed).toString();
        return `#${view}${parameters && "&"}${parameters}`;
    }
})();
