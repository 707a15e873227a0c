// Source lines around a site, with the heat of each line.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element } = Heaptide;
    const linesAround = 7;

    /** Knows the source text that came with a report, and how much each line of it allocated. */
    Heaptide.SourceLines = class {
        #source;
        #sitesByFile;

        /** @param {ReportData} report */
        constructor({ source, sites }) {
            this.#source = new Map(Object.entries(source));
            this.#sitesByFile = groupByFile(sites);
        }

        /**
         * The lines around a site as a table; the site's own line stands out.
         * @param {Site} site
         * @param {string} key the column of the sites that gives the heat
         * @param {(value: number) => Node|string} format
         * @returns {HTMLElement}
         */
        around(site, key, format) {
            const heat = heatByLine(this.#sitesByFile.get(site.file) ?? [], key);
            const lines = Object.entries(this.#source.get(site.file) ?? {})
                .map(([number, text]) => ({ number: Number(number), text }))
                .filter(({ number }) => Math.abs(number - site.line) <= linesAround).sort((a, b) =>
                    a.number - b.number
                );
            if (lines.length === 0) {
                return element("p", { class: "faint" }, "The source of this line is not in the report.");
            }
            const hottest = Math.max(...lines.map(({ number }) => heat.get(number) ?? 0), 1);
            const rows = lines.map(({ number, text }, index) =>
                sourceRow(
                    number,
                    text,
                    heat.get(number) ?? 0,
                    hottest,
                    number === site.line,
                    format,
                    index > 0 && lines[index - 1].number < number - 1,
                )
            );
            return element(
                "div",
                { class: "source-scroll", tabindex: 0, role: "region", "aria-label": "Source" },
                element(
                    "table",
                    { class: "source" },
                    element("caption", { class: "visually-hidden" }, `Source around line ${site.line} of ${site.file}`),
                    element("tbody", {}, ...rows),
                ),
            );
        }
    };

    function sourceRow(number, text, value, hottest, isSite, format, isAfterGap) {
        const heat = value > 0 ? Math.max(value / hottest, 0.02) : 0;
        return element(
            "tr",
            {
                class: `${isSite ? "is-site" : ""}${isAfterGap ? " after-gap" : ""}`,
                style: { "--heat-share": String(heat) },
            },
            element("td", { class: "source-heat" }, value > 0 ? format(value) : ""),
            element("th", { scope: "row" }, String(number)),
            element("td", { class: "source-text" }, element("code", {}, text || " ")),
        );
    }

    function heatByLine(sites, key) {
        const heat = new Map();
        for (const site of sites) heat.set(site.line, (heat.get(site.line) ?? 0) + site[key]);
        return heat;
    }

    function groupByFile(sites) {
        const groups = new Map();
        for (const site of sites) {
            if (!groups.has(site.file)) groups.set(site.file, []);
            groups.get(site.file).push(site);
        }
        return groups;
    }
})();
