// What the three views of sites have in common: a filter, a table, rows that open on source and stacks.

/**
 * What the views of sites share.
 * @typedef {object} SiteTools
 * @property {ReportData} report
 * @property {Heaptide.SiteColumns} columns
 * @property {Heaptide.SourceLines} source
 * @property {Heaptide.SiteStacks} stacks
 */

/**
 * How one view differs.
 * @typedef {object} SiteViewOptions
 * @property {string} title of the view
 * @property {string} caption of the table
 * @property {string} meaning a sentence or two
 * @property {string} empty a sentence for when there is no row
 * @property {Site[]} sites
 * @property {Column[]} columns
 * @property {string} sortKey also the heat of the source
 * @property {string} stackColumn the weight of the stacks
 * @property {string} metric that the flame graph opens with
 * @property {(value: number) => Node|string} format of the sort key
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element } = Heaptide;

    /** See `Heaptide.views`. */
    Heaptide.SiteView = class {
        title;
        element;
        #tools;
        #options;
        #table = null;
        #search = element("input", {
            type: "search",
            placeholder: "Filter by file or function",
            spellcheck: "false",
            "aria-label": "Filter by file or function",
            input: () => this.#filter(),
        });
        #ownOnly = element("input", { type: "checkbox", change: () => this.#filter() });
        #count = element("output", { class: "search-result" });

        /**
         * @param {SiteTools} tools
         * @param {SiteViewOptions} options
         */
        constructor(tools, options) {
            this.title = options.title;
            this.#tools = tools;
            this.#options = options;
            this.element = element(
                "div",
                { class: "sites" },
                element("p", { class: "meaning", hidden: options.meaning === "" }, options.meaning),
            );
        }

        /** Builds the table when the view is first shown. */
        follow() {
            if (this.#table || this.element.childElementCount > 1) return;
            const { sites, columns, sortKey, caption, empty } = this.#options;
            if (sites.length === 0) {
                this.element.append(Heaptide.emptyState(empty));
                return;
            }
            this.#table = new Heaptide.DataTable({
                caption,
                columns,
                rows: sites,
                sortKey,
                detail: (site) => this.#detail(site),
                noMatch: "No line matches the filter.",
            });
            this.element.append(
                element(
                    "div",
                    { class: "toolbar" },
                    element("div", { class: "search" }, this.#search, this.#count),
                    element("label", { class: "check" }, this.#ownOnly, Heaptide.kindMark(0), "Only your code"),
                ),
                this.#table.element,
            );
            this.#filter();
        }

        #filter() {
            const wanted = this.#search.value.toLowerCase();
            const { columns } = this.#tools;
            this.#table.filter((site) =>
                (!this.#ownOnly.checked || columns.kindOf(site) === 0) &&
                `${site.file}:${site.line} ${site.function}`.toLowerCase().includes(wanted)
            );
            this.#count.textContent = Heaptide.formatQuantity(this.#table.length, "line");
        }

        #detail(site) {
            const { source, stacks } = this.#tools;
            const { sortKey, stackColumn, format, metric } = this.#options;
            const show = () =>
                Heaptide.state.update({
                    view: "flame",
                    metric,
                    order: "callees",
                    fold: "none",
                    regex: "",
                    search: `${site.function} ${site.file}:${site.line}`,
                });
            return element(
                "div",
                { class: "site-detail" },
                element("div", {}, element("h3", {}, "Source"), source.around(site, sortKey, format)),
                element(
                    "div",
                    {},
                    element("h3", {}, "Allocated through"),
                    stacks.of(site, stackColumn, format),
                    element("button", { type: "button", class: "link", click: show }, "Show in the flame graph"),
                ),
            );
        }
    };
})();
