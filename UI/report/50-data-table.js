// Tables that sort, filter, page, and open rows.

/**
 * A column of a table.
 * @typedef {object} Column
 * @property {string} key
 * @property {string} title
 * @property {string} [hint] what the column means
 * @property {(row: any) => number|string} value what sorting compares
 * @property {(row: any) => Node|string} [cell] what is shown; the value when absent
 * @property {boolean} [isText] sorts upwards first, aligned left
 * @property {boolean} [isMinor] left out where there is little room
 */

/**
 * @typedef {object} TableOptions
 * @property {string} caption for assistive technology
 * @property {Column[]} columns the first one heads its rows
 * @property {object[]} rows
 * @property {string} sortKey column sorted by at first
 * @property {(row: any) => Node} [detail] content of an opened row
 * @property {string} noMatch a sentence for when the filter leaves nothing
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element } = Heaptide;
    const pageSize = 150;

    /** A real table, drawn in pages. */
    Heaptide.DataTable = class {
        /** The element to put into the page. */
        element;
        #options;
        #body = element("tbody");
        #more = element("div", { class: "more" });
        #headers = new Map();
        #sort;
        #accept = (_row) => true;
        #rows = [];
        #drawn = 0;

        /** @param {TableOptions} options */
        constructor(options) {
            this.#options = options;
            this.#sort = { key: options.sortKey, isDescending: true };
            const head = element("tr", {}, ...options.columns.map((column) => this.#header(column)));
            this.element = element(
                "div",
                {},
                element(
                    "div",
                    { class: "table-scroll", tabindex: 0, role: "region", "aria-label": options.caption },
                    element(
                        "table",
                        { class: "data" },
                        element("caption", { class: "visually-hidden" }, options.caption),
                        element("thead", {}, head),
                        this.#body,
                    ),
                ),
                this.#more,
            );
            this.#refresh();
        }

        /** @param {(row: any) => boolean} accept rows to keep */
        filter(accept) {
            this.#accept = accept;
            this.#refresh();
        }

        /** The number of rows that the filter leaves. */
        get length() {
            return this.#rows.length;
        }

        #header(column) {
            const button = element(
                "button",
                { type: "button", title: column.hint, click: () => this.#sortBy(column) },
                column.title,
            );
            const header = element("th", { scope: "col", class: classOf(column) }, button);
            this.#headers.set(column.key, header);
            return header;
        }

        #sortBy({ key, isText }) {
            const isDescending = this.#sort.key === key ? !this.#sort.isDescending : !isText;
            this.#sort = { key, isDescending };
            this.#refresh();
        }

        #refresh() {
            const { rows, columns, noMatch } = this.#options;
            const { value } = columns.find(({ key }) => key === this.#sort.key);
            const sign = this.#sort.isDescending ? -1 : 1;
            this.#rows = rows.filter(this.#accept).sort((a, b) => sign * compare(value(a), value(b)));
            this.#drawn = 0;
            this.#body.replaceChildren();
            this.#drawPage();
            if (this.#rows.length === 0) this.#more.replaceChildren(Heaptide.emptyState(noMatch));
            for (const [key, header] of this.#headers) {
                if (key !== this.#sort.key) header.removeAttribute("aria-sort");
                else header.setAttribute("aria-sort", this.#sort.isDescending ? "descending" : "ascending");
            }
        }

        #drawPage() {
            const page = this.#rows.slice(this.#drawn, this.#drawn + pageSize);
            this.#body.append(...page.map((row) => this.#row(row)));
            this.#drawn += page.length;
            const left = this.#rows.length - this.#drawn;
            this.#more.replaceChildren(
                ...(left === 0 ? [] : [
                    element("button", {
                        type: "button",
                        click: () => this.#drawPage(),
                    }, `Show ${Math.min(left, pageSize)} more`),
                    element("span", { class: "faint" }, ` ${Heaptide.formatCount(left)} not shown`),
                ]),
            );
        }

        #row(row) {
            const { columns, detail } = this.#options;
            const [first, ...others] = columns;
            const line = element("tr", {});
            line.append(
                this.#rowHeader(first, row, line),
                ...others.map((column) => element("td", { class: classOf(column) }, contentOf(column, row))),
            );
            if (detail) line.addEventListener("click", (event) => this.#clickRow(event, line));
            return line;
        }

        #rowHeader(column, row, line) {
            const content = contentOf(column, row);
            if (!this.#options.detail) return element("th", { scope: "row", class: classOf(column) }, content);
            const button = element("button", {
                type: "button",
                class: "opener",
                "aria-expanded": "false",
                click: () => this.#toggle(button, row, line),
            }, content);
            return element("th", { scope: "row", class: classOf(column) }, button);
        }

        /** The whole row opens, but selecting text in it does not. */
        #clickRow(event, line) {
            if (event.target.closest("button, a") || String(getSelection()) !== "") return;
            line.querySelector(".opener").click();
        }

        #toggle(button, row, line) {
            const isOpen = button.getAttribute("aria-expanded") === "true";
            button.setAttribute("aria-expanded", String(!isOpen));
            line.classList.toggle("is-open", !isOpen);
            if (isOpen) {
                line.nextElementSibling.remove();
                return;
            }
            const cell = element("td", { colspan: this.#options.columns.length }, this.#options.detail(row));
            line.after(element("tr", { class: "detail" }, cell));
        }
    };

    /** @param {Column} column */
    const classOf = ({ isText, isMinor }) => `${isText ? "text" : "number"}${isMinor ? " minor" : ""}`;

    /** @param {Column} column */
    const contentOf = ({ cell, value }, row) => (cell ? cell(row) : String(value(row)));

    const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b) : (a ?? -1) - (b ?? -1));
})();
