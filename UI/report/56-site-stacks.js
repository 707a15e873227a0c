// The stacks that lead to a site.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element } = Heaptide;
    const stacksShown = 3;
    const framesShown = 12;

    /** Finds, for a site, the nodes of the call tree whose innermost Python line it is. */
    Heaptide.SiteStacks = class {
        #report;
        #paths;
        #isFolded;
        #nodes = new Map();

        /**
         * @param {ReportData} report
         * @param {Heaptide.PathNames} paths
         */
        constructor(report, paths) {
            this.#report = report;
            this.#paths = paths;
            this.#isFolded = Heaptide.foldedLocations(report.locations, "import");
        }

        /**
         * The stacks of a site as lists, innermost frame first, largest stack first.
         * @param {Site} site
         * @param {string} column of the stacks that gives a stack's weight
         * @param {(value: number) => Node|string} format
         * @returns {HTMLElement}
         */
        of(site, column, format) {
            const values = this.#report.stacks[column];
            const nodes = (this.#nodesFor(column).get(Heaptide.siteKey(site.file, site.line, site.function)) ?? [])
                .sort((a, b) => values[b] - values[a]);
            if (nodes.length === 0) return element("p", { class: "faint" }, "No stack was recorded for this line.");
            const lists = nodes.slice(0, stacksShown).map((node) => this.#stack(node, format(values[node])));
            return element("div", { class: "stacks" }, ...lists, this.#rest(nodes.slice(stacksShown), values, format));
        }

        /** A column's nodes by site; the site of a native frame is the nearest Python line above it. */
        #nodesFor(column) {
            if (this.#nodes.has(column)) return this.#nodes.get(column);
            const { stacks, locations, sites } = this.#report;
            const known = new Set(sites.map(({ file, line, function: name }) => Heaptide.siteKey(file, line, name)));
            const keys = locations.file.map((file, index) =>
                Heaptide.siteKey(file, locations.line[index], locations.function[index])
            );
            const nodes = new Map();
            stacks[column].forEach((value, node) => {
                let above = node;
                while (value > 0 && above >= 0 && !known.has(keys[stacks.location[above]])) {
                    above = stacks.parent[above];
                }
                if (value > 0 && above >= 0) append(nodes, keys[stacks.location[above]], node);
            });
            this.#nodes.set(column, nodes);
            return nodes;
        }

        #stack(node, figure) {
            const frames = this.#frames(node);
            const shown = frames.slice(0, framesShown).map((frame) => this.#frame(frame));
            const list = element("ol", {}, ...shown);
            const hidden = frames.slice(framesShown);
            if (hidden.length > 0) list.append(this.#opener(list, hidden));
            return element("section", { class: "stack" }, element("h4", {}, figure), list);
        }

        #opener(list, hidden) {
            const item = element(
                "li",
                {},
                element("button", {
                    type: "button",
                    class: "link",
                    click: () => {
                        item.remove();
                        list.append(...hidden.map((frame) => this.#frame(frame)));
                    },
                }, `${Heaptide.formatQuantity(hidden.length, "more caller")}`),
            );
            return item;
        }

        /** Locations from a node outwards, without the import machinery. */
        #frames(node) {
            const { stacks } = this.#report;
            const frames = [];
            for (let above = node; above >= 0; above = stacks.parent[above]) {
                if (!this.#isFolded[stacks.location[above]]) frames.push(stacks.location[above]);
            }
            return frames;
        }

        #frame(location) {
            const { file, line, kind, function: names } = this.#report.locations;
            return element(
                "li",
                { title: `${file[location]}:${line[location]}` },
                Heaptide.kindMark(kind[location]),
                element("span", { class: "frame-function" }, Heaptide.formatFunction(names[location])),
                " ",
                element("code", {}, this.#paths.at(file[location], line[location])),
            );
        }

        #rest(nodes, values, format) {
            if (nodes.length === 0) return null;
            const sum = nodes.reduce((total, node) => total + values[node], 0);
            return element(
                "p",
                { class: "faint" },
                `${Heaptide.formatQuantity(nodes.length, "more stack")}, `,
                format(sum),
                " together: see the flame graph.",
            );
        }
    };

    function append(groups, key, value) {
        if (!groups.has(key)) groups.set(key, []);
        groups.get(key).push(value);
    }
})();
