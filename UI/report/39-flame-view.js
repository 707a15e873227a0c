// The view with the flame graph: joins the call tree, the toolbar, the breadcrumbs and the words for frames.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element, formatShare, formatQuantity } = Heaptide;

    /** See `Heaptide.views`. */
    Heaptide.FlameView = class {
        title = "Flame graph";
        element;
        #report;
        #frames;
        #toolbar;
        #graph;
        #meaning = element("p", { class: "meaning" });
        #crumbs;
        #details = element("p", { class: "details", id: "flame-details", "aria-live": "polite" });
        #empty = Heaptide.emptyState("Nothing to show: no allocation of this kind was recorded.");
        #keys = keyHelp();
        #shown = { key: "", tree: null, unit: "bytes", metric: null };
        #matches = null;
        #matchShown = -1;

        /**
         * @param {ReportData} report
         * @param {Heaptide.PathNames} paths
         */
        constructor(report, paths) {
            this.#report = report;
            this.#frames = new Heaptide.FlameFrames(report.locations, paths);
            this.#toolbar = new Heaptide.FlameToolbar(() => this.#showNextMatch());
            this.#crumbs = new Heaptide.FlameCrumbs((node) => this.#graph.zoom(node));
            this.#graph = new Heaptide.FlameGraph(report.locations, this.#frames.labels, {
                onZoom: (node) => this.#crumbs.show(this.#shown.tree, node, this.#frames),
                onFocus: (node) => this.#details.replaceChildren(...this.#frames.summary(this.#shown, node)),
                describe: (node) => this.#frames.tooltip(this.#shown, node),
            });
            this.element = element(
                "div",
                { class: "flame" },
                this.#toolbar.element,
                element("div", { class: "flame-head" }, this.#meaning, legend()),
                this.#crumbs.element,
                this.#graph.element,
                this.#empty,
                this.#details,
                this.#keys,
            );
            document.addEventListener("keydown", (event) => this.#pressAnywhere(event));
        }

        /** @param {State} state */
        follow(state) {
            this.#toolbar.follow(state);
            const key = [state.metric, state.unit, state.fold, state.order].join();
            if (key !== this.#shown.key) this.#showTree(state, key);
            else this.#graph.resize();
            this.#search(state);
        }

        /** Takes the colours of the theme again. */
        readTheme() {
            this.#graph.readTheme();
        }

        #showTree(state, key) {
            const metric = Heaptide.metrics[state.metric] ?? Heaptide.metrics.peak;
            const unit = !metric.bytes ? "count" : metric.count ? state.unit : "bytes";
            const path = this.#shown.tree && this.#shown.order === state.order ? this.#zoomedPath() : [];
            const callees = Heaptide.calleeTree(
                this.#report,
                metric,
                Heaptide.foldedLocations(this.#report.locations, state.fold),
            );
            const tree = state.order === "callers"
                ? Heaptide.callerTree(callees, this.#report.locations.file.length, unit)
                : callees;
            this.#shown = { key, tree, unit, metric, order: state.order };
            const isEmpty = tree.total[unit][0] === 0;
            this.#empty.hidden = !isEmpty;
            [this.#crumbs.element, this.#graph.element, this.#details, this.#keys].forEach((part) => {
                part.hidden = isEmpty;
            });
            this.#meaning.textContent = meaningOf(metric, tree, this.#report);
            this.#graph.show(tree, unit, nodeByPath(tree, path));
        }

        #zoomedPath() {
            const { tree } = this.#shown;
            const path = [];
            for (let node = this.#graph.zoomed; node > 0; node = tree.parent[node]) path.push(tree.location[node]);
            return path.reverse();
        }

        #search({ search, regex }) {
            this.#matchShown = -1;
            this.#matches = null;
            let [sentence, isWrong] = ["", false];
            if (search !== "") {
                try {
                    const isMatch = Heaptide.matchLocations(this.#frames.texts, search, regex === "1");
                    this.#matches = Heaptide.findMatches(this.#shown.tree, this.#shown.unit, isMatch);
                    sentence = this.#matchSentence();
                } catch (error) {
                    if (!(error instanceof SyntaxError)) throw error;
                    [sentence, isWrong] = ["not a regular expression", true];
                }
            }
            this.#toolbar.showResult(sentence, isWrong);
            this.#graph.highlight(this.#matches?.isMatch ?? null);
        }

        #matchSentence() {
            const { nodes, share } = this.#matches;
            return nodes.length === 0
                ? "no match"
                : `${formatShare(share, 1)} in ${formatQuantity(nodes.length, "frame")}`;
        }

        #showNextMatch() {
            if (!this.#matches?.nodes.length) return;
            this.#matchShown = (this.#matchShown + 1) % this.#matches.nodes.length;
            this.#graph.reveal(this.#matches.nodes[this.#matchShown]);
        }

        #pressAnywhere(event) {
            const isTyping = event.target.closest?.("input, select, textarea");
            if (event.key !== "/" || isTyping || this.element.offsetParent === null) return;
            event.preventDefault();
            this.#toolbar.focusSearch();
        }
    };

    /** The node that a path of locations leads to, or the root when the tree has no such path. */
    function nodeByPath(tree, path) {
        let [node, step] = [0, 0];
        for (let child = 1; child < tree.parent.length && step < path.length; child++) {
            if (tree.parent[child] !== node || tree.location[child] !== path[step]) continue;
            node = child;
            step += 1;
        }
        return step < path.length ? 0 : node;
    }

    function meaningOf(metric, tree, report) {
        const sums = report.processes.length > 1 && metric === Heaptide.metrics.peak
            ? " Each process counts at its own high-water mark."
            : "";
        const cut = tree.isCutShort ? " The stacks are so deep that their outermost callers are left out here." : "";
        return metric.meaning + sums + cut;
    }

    function legend() {
        return element(
            "ul",
            { class: "legend", "aria-label": "Colours" },
            ...Heaptide.kinds.map(({ title }, kind) => element("li", {}, Heaptide.kindMark(kind), title)),
        );
    }

    function keyHelp() {
        const key = (name) => element("kbd", {}, name);
        return element(
            "p",
            { class: "keys", id: "flame-keys" },
            key("←"),
            key("↑"),
            key("↓"),
            key("→"),
            " move  ",
            key("Enter"),
            " zoom  ",
            key("Esc"),
            " reset  ",
            key("/"),
            " search",
        );
    }
})();
