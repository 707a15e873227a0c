// The columns that tables of sites share.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element, sizeElement, formatShare, formatCount } = Heaptide;

    /** Makes columns for the sites of one report. */
    Heaptide.SiteColumns = class {
        #paths;
        #kinds;

        /**
         * @param {ReportData} report
         * @param {Heaptide.PathNames} paths
         */
        constructor(report, paths) {
            this.#paths = paths;
            this.#kinds = Heaptide.kindByFile(report);
        }

        /**
         * @param {Site} site
         * @returns {number} an index of `Heaptide.kinds`
         */
        kindOf(site) {
            return this.#kinds.get(site.file) ?? 2;
        }

        /** @returns {Column} where, and in which function */
        location() {
            return {
                key: "location",
                title: "Line",
                isText: true,
                value: ({ file, line }) => `${this.#paths.short(file)}:${String(line).padStart(8, "0")}`,
                cell: (site) =>
                    element(
                        "span",
                        { class: "site", title: `${site.file}:${site.line}` },
                        element(
                            "span",
                            { class: "site-place" },
                            Heaptide.kindMark(this.kindOf(site)),
                            element("code", {}, this.#paths.at(site.file, site.line)),
                        ),
                        element("span", { class: "site-function" }, Heaptide.formatFunction(site.function)),
                    ),
            };
        }

        /**
         * A size, with a bar that shows its share.
         * @param {string} key of the site
         * @param {string} title
         * @param {string} hint
         * @param {number} whole bytes that the share is of
         * @param {boolean} [isMinor]
         * @returns {Column}
         */
        size(key, title, hint, whole, isMinor = false) {
            return {
                key,
                title,
                hint,
                isMinor,
                value: (site) => site[key],
                cell: (site) => barCell(sizeElement(site[key]), site[key], whole),
            };
        }

        /**
         * A count, with a bar when it is given a whole.
         * @param {string} key of the site
         * @param {string} title
         * @param {string} hint
         * @param {{isMinor?: boolean, whole?: number}} options
         * @returns {Column}
         */
        count(key, title, hint, { isMinor = false, whole = 0 }) {
            return {
                key,
                title,
                hint,
                isMinor,
                value: (site) => site[key],
                cell: (site) => {
                    const text = formatCount(site[key]);
                    return whole > 0 ? barCell(text, site[key], whole) : text;
                },
            };
        }
    };

    function barCell(content, part, whole) {
        const share = whole > 0 ? part / whole : 0;
        return element(
            "span",
            { class: "bar-cell" },
            element("span", { class: "bar-figure" }, content),
            element("span", { class: "bar-share" }, part > 0 ? formatShare(part, whole) : ""),
            element("span", { class: "bar", "aria-hidden": "true", style: { "--share": String(Math.min(1, share)) } }),
        );
    }
})();
