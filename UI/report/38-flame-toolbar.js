// The controls above the flame graph. They write to the address, and follow it.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element, segmentedControl } = Heaptide;

    const folds = [
        { value: "none", title: "All frames" },
        { value: "import", title: "Import machinery folded" },
        { value: "library", title: "Standard library folded" },
    ];

    /** Which metric, in which unit, seen from where, searched for what. */
    Heaptide.FlameToolbar = class {
        /** The element to put into the page. */
        element;
        #metric;
        #unit;
        #fold;
        #order;
        #search;
        #regex;
        #result;

        /** @param {() => void} nextMatch called on Enter in the search field */
        constructor(nextMatch) {
            const { update } = Heaptide.state;
            this.#metric = segmentedControl("What widths show", metricChoices(), (metric) => update({ metric }));
            this.#unit = segmentedControl("Unit", [
                { value: "bytes", title: "Bytes", hint: "Widths show sizes" },
                { value: "count", title: "Count", hint: "Widths show how many blocks or allocations" },
            ], (unit) => update({ unit }));
            this.#order = segmentedControl("Direction", [
                { value: "callees", title: "Top down", hint: "Callers above, what they called below" },
                { value: "callers", title: "Inverted", hint: "The allocating line on top, its callers below" },
            ], (order) => update({ order }));
            this.#fold = element("select", {
                "aria-label": "Folded frames",
                change: ({ target }) => update({ fold: target.value }),
            }, ...folds.map(({ value, title }) => element("option", { value }, title)));
            this.#buildSearch(nextMatch);
            this.element = element(
                "div",
                { class: "toolbar" },
                this.#metric.element,
                this.#unit.element,
                this.#order.element,
                this.#fold,
                element("div", { class: "search" }, this.#search, this.#regex, this.#result),
            );
        }

        /**
         * Shows what the address says.
         * @param {State} state
         */
        follow(state) {
            this.#metric.select(state.metric);
            const { bytes, count } = Heaptide.metrics[state.metric] ?? Heaptide.metrics.peak;
            this.#unit.select(!bytes ? "count" : count ? state.unit : "bytes");
            this.#unit.element.hidden = !bytes || !count;
            this.#order.select(state.order);
            this.#fold.value = state.fold;
            this.#regex.setAttribute("aria-pressed", String(state.regex === "1"));
            if (document.activeElement !== this.#search) this.#search.value = state.search;
        }

        /**
         * Says what the search found.
         * @param {string} sentence
         * @param {boolean} isWrong the search could not be understood
         */
        showResult(sentence, isWrong) {
            this.#result.textContent = sentence;
            this.#search.setAttribute("aria-invalid", String(isWrong));
        }

        /** Puts the cursor into the search field. */
        focusSearch() {
            this.#search.focus();
            this.#search.select();
        }

        #buildSearch(nextMatch) {
            const { update, get } = Heaptide.state;
            this.#search = element("input", {
                type: "search",
                placeholder: "Search functions and files   /",
                "aria-label": "Search functions and files",
                spellcheck: "false",
                autocomplete: "off",
                input: ({ target }) => update({ search: target.value }),
                keydown: (event) => {
                    if (event.key === "Enter") nextMatch();
                    if (event.key === "Escape") clear(event.target);
                },
            });
            this.#regex = element("button", {
                type: "button",
                class: "toggle",
                title: "Regular expression",
                "aria-label": "Regular expression",
                click: () => update({ regex: get().regex === "1" ? "" : "1" }),
            }, ".*");
            this.#result = element("output", { class: "search-result" });
        }
    };

    function clear(field) {
        field.value = "";
        Heaptide.state.update({ search: "" });
        field.blur();
    }

    function metricChoices() {
        return Object.entries(Heaptide.metrics).map(([value, { title, meaning }]) => ({ value, title, hint: meaning }));
    }
})();
