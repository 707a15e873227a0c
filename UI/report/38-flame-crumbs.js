// The way from the root to the zoomed frame, each step a button.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element } = Heaptide;
    const stepsShown = 5;

    /** Breadcrumbs: the root, and the last few frames down to the zoomed one. */
    Heaptide.FlameCrumbs = class {
        /** The element to put into the page. */
        element = element("nav", { class: "crumbs", "aria-label": "Zoomed frame and its callers" });
        #zoom;

        /** @param {(node: number) => void} zoom */
        constructor(zoom) {
            this.#zoom = zoom;
        }

        /**
         * @param {CallTree} tree
         * @param {number} zoomed node
         * @param {Heaptide.FlameFrames} frames
         */
        show(tree, zoomed, frames) {
            const path = [];
            for (let node = zoomed; node >= 0; node = tree.parent[node]) path.push(node);
            const isLong = path.length > stepsShown + 1;
            const last = (isLong ? path.slice(0, stepsShown) : path.slice(0, -1)).reverse();
            const step = (node) => this.#step(frames.label(tree, node).name, node, node === zoomed);
            const gap = isLong ? [element("span", { class: "crumb-gap", "aria-hidden": "true" }, "…")] : [];
            this.element.replaceChildren(step(0), ...gap, ...last.map(step));
            if (zoomed > 0) this.element.append(this.#reset());
        }

        #step(name, node, isHere) {
            return element("button", {
                type: "button",
                "aria-current": isHere && "location",
                title: name,
                click: () => this.#zoom(node),
            }, name);
        }

        #reset() {
            return element("button", { type: "button", class: "reset", click: () => this.#zoom(0) }, "Reset zoom");
        }
    };
})();
