// The flame graph as a thing to handle: pointer, keyboard, zoom, focus, scrolling.

/**
 * @typedef {object} FlameGraphEvents
 * @property {(node: number) => void} onZoom after the zoomed node changed
 * @property {(node: number) => void} onFocus after the focused node changed; -1 for none
 * @property {(node: number) => Node[]} describe content of a node's tooltip
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const zoomMilliseconds = 180;
    const smallestHeight = 340;
    const roomBelow = 92;

    /** A canvas that shows one call tree at a time. It scrolls inside, so that deep stacks need no tall canvas. */
    Heaptide.FlameGraph = class {
        /** The element to put into the page. */
        element;
        /** @type {FlameScene} */
        #scene = null;
        #painter;
        #canvas;
        #spacer;
        #events;
        #frameRequest = 0;
        #animation = null;

        /**
         * @param {Locations} locations
         * @param {{name: string, place: string}[]} labels by location, the root's at the end
         * @param {FlameGraphEvents} events
         */
        constructor(locations, labels, events) {
            this.#events = events;
            this.#canvas = Heaptide.element("canvas", {
                tabindex: 0,
                role: "application",
                "aria-label": "Flame graph",
                "aria-describedby": "flame-keys flame-details",
                pointermove: (event) => this.#hover(event),
                pointerleave: () => this.#leave(),
                click: (event) => this.#click(event),
                keydown: (event) => this.#press(event),
                focus: () => this.#focus(this.#scene.focused < 0 ? this.#scene.zoomed : this.#scene.focused),
            });
            this.#spacer = Heaptide.element("div", { class: "flame-spacer" }, this.#canvas);
            this.element = Heaptide.element("div", {
                class: "flame-scroll",
                tabindex: -1,
                scroll: () => this.#scroll(),
            }, this.#spacer);
            this.#painter = new Heaptide.FlamePainter(this.#canvas, labels, locations);
            new ResizeObserver(() => this.#followWidth()).observe(this.element);
            window.addEventListener("resize", () => this.resize());
        }

        /** The node that fills the width. */
        get zoomed() {
            return this.#scene.zoomed;
        }

        /**
         * Shows a tree, zoomed to a node of it.
         * @param {CallTree} tree
         * @param {"bytes"|"count"} unit
         * @param {number} zoomed
         */
        show(tree, unit, zoomed) {
            const layout = new Heaptide.FlameLayout(tree, unit);
            const node = layout.extent[zoomed] > 0 ? zoomed : 0;
            this.#animation = null;
            this.#scene = {
                tree,
                layout,
                ...extentOf(layout, node),
                scrollTop: 0,
                matches: null,
                zoomed: node,
                focused: -1,
                hovered: -1,
            };
            this.#spacer.style.height = `${layout.rows.length * Heaptide.flameRowHeight}px`;
            this.resize();
            this.#scrollTo(node);
            this.#events.onZoom(node);
            this.#events.onFocus(-1);
        }

        /** @param {?Uint8Array} matches by location; null ends a search */
        highlight(matches) {
            this.#scene.matches = matches;
            this.#repaint();
        }

        /** @param {number} node to fill the width with */
        zoom(node) {
            this.#scene.zoomed = node;
            this.#animation = {
                began: performance.now(),
                from: this.#scene.from,
                to: this.#scene.to,
                target: extentOf(this.#scene.layout, node),
            };
            this.#scrollTo(node);
            this.#events.onZoom(node);
            this.#repaint();
        }

        /** @param {number} node to move the focus to, zooming out where it could not be seen */
        reveal(node) {
            const { start, extent } = this.#scene.layout;
            const isInside = start[node] >= this.#scene.from && start[node] + extent[node] <= this.#scene.to;
            if (!isInside) this.zoom(0);
            this.#focus(node);
        }

        /** Takes the colours of the theme again. */
        readTheme() {
            this.#painter.readTheme();
            if (this.#scene) this.#repaint();
        }

        /** Fits the canvas into the window. */
        resize() {
            if (!this.#scene || this.element.offsetParent === null) return;
            const top = this.element.getBoundingClientRect().top + window.scrollY;
            const room = Math.max(smallestHeight, window.innerHeight - top - roomBelow);
            const height = Math.min(room, this.#scene.layout.rows.length * Heaptide.flameRowHeight);
            this.element.style.height = `${height}px`;
            this.#painter.resize(this.element.clientWidth, height);
            this.#painter.paint(this.#scene);
        }

        /** The height is this class's own doing; only a new width asks for a new canvas. */
        #followWidth() {
            if (this.element.clientWidth !== this.#canvas.clientWidth) this.resize();
        }

        #repaint() {
            this.#frameRequest ||= requestAnimationFrame((now) => {
                this.#frameRequest = 0;
                this.#advance(now);
                this.#painter.paint(this.#scene);
                if (this.#animation) this.#repaint();
            });
        }

        #advance(now) {
            if (!this.#animation) return;
            const { began, from, to, target } = this.#animation;
            const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
            const time = isStill ? 1 : Math.min(1, Math.max(0, now - began) / zoomMilliseconds);
            const eased = 1 - (1 - time) ** 3;
            this.#scene.from = from + (target.from - from) * eased;
            this.#scene.to = to + (target.to - to) * eased;
            if (time === 1) this.#animation = null;
        }

        #scroll() {
            this.#scene.scrollTop = this.element.scrollTop;
            this.#repaint();
        }

        /** Where a zoomed node would lie in the lower half, puts it near the top, with two of its callers above it. */
        #scrollTo(node) {
            const top = this.#scene.layout.depth[node] * Heaptide.flameRowHeight;
            const { scrollTop, clientHeight } = this.element;
            if (top >= scrollTop && top < scrollTop + clientHeight / 2) return;
            this.element.scrollTop = Math.max(0, top - 2 * Heaptide.flameRowHeight);
        }

        #nodeUnder({ offsetX, offsetY }) {
            const { from, to, scrollTop, layout } = this.#scene;
            const share = from + (offsetX / this.#canvas.clientWidth) * (to - from);
            return layout.nodeAt(Math.floor((offsetY + scrollTop) / Heaptide.flameRowHeight), share);
        }

        #hover(event) {
            const node = this.#nodeUnder(event);
            this.#canvas.style.cursor = node < 0 ? "default" : "pointer";
            if (node < 0) Heaptide.tooltip.hide();
            else Heaptide.tooltip.show(event.clientX, event.clientY, ...this.#events.describe(node));
            if (node === this.#scene.hovered) return;
            this.#scene.hovered = node;
            this.#repaint();
        }

        #leave() {
            Heaptide.tooltip.hide();
            this.#scene.hovered = -1;
            this.#repaint();
        }

        #click(event) {
            const node = this.#nodeUnder(event);
            if (node < 0) return;
            this.#scene.focused = node;
            this.#events.onFocus(node);
            this.zoom(node);
        }

        #press(event) {
            const { zoomed, focused, layout, tree } = this.#scene;
            const node = focused < 0 ? zoomed : focused;
            const moves = {
                ArrowUp: () => this.#focus(tree.parent[node]),
                ArrowDown: () => this.#focus(layout.largestChild(node)),
                ArrowLeft: () => this.#focus(layout.neighbour(node, -1)),
                ArrowRight: () => this.#focus(layout.neighbour(node, 1)),
                Home: () => this.#focus(0),
                Enter: () => this.zoom(node),
                Escape: () => this.zoom(0),
            };
            if (!moves[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
            event.preventDefault();
            moves[event.key]();
        }

        /** Frames outside the zoomed extent cannot take the focus: it would not be seen. */
        #focus(node) {
            const { layout, zoomed } = this.#scene;
            const seen = extentOf(layout, zoomed);
            if (node < 0 || layout.start[node] >= seen.to || layout.start[node] + layout.extent[node] <= seen.from) {
                return;
            }
            this.#scene.focused = node;
            this.#keepVisible(node);
            this.#events.onFocus(node);
            this.#repaint();
        }

        #keepVisible(node) {
            const top = this.#scene.layout.depth[node] * Heaptide.flameRowHeight;
            const { scrollTop, clientHeight } = this.element;
            if (top < scrollTop) this.element.scrollTop = top;
            else if (top + Heaptide.flameRowHeight > scrollTop + clientHeight) {
                this.element.scrollTop = top + Heaptide.flameRowHeight - clientHeight;
            }
            this.#scene.scrollTop = this.element.scrollTop;
        }
    };

    function extentOf(layout, node) {
        return { from: layout.start[node], to: layout.start[node] + (layout.extent[node] || 1) };
    }
})();
