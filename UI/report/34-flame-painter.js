// Draws a flame graph on a canvas: only the rows and frames that can be seen.

/**
 * What to draw.
 * @typedef {object} FlameScene
 * @property {CallTree} tree
 * @property {Heaptide.FlameLayout} layout
 * @property {number} from left edge of what is seen, as a share of the whole
 * @property {number} to right edge
 * @property {number} scrollTop
 * @property {?Uint8Array} matches by location; null when nothing is searched
 * @property {number} zoomed node
 * @property {number} focused node, -1 for none
 * @property {number} hovered node, -1 for none
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    /** The height of a row in CSS pixels. */
    Heaptide.flameRowHeight = 21;

    const shadeCount = 4;
    const padding = 6;
    const narrowestLabel = 28;
    const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

    /** Owns a canvas, the colours of the page's theme, and the labels of the locations. */
    Heaptide.FlamePainter = class {
        #canvas;
        #context;
        #labels;
        #fill;
        #colours;

        /**
         * @param {HTMLCanvasElement} canvas
         * @param {{name: string, place: string}[]} labels by location; the last is the root's
         * @param {Locations} locations
         */
        constructor(canvas, labels, locations) {
            this.#canvas = canvas;
            this.#context = canvas.getContext("2d");
            this.#labels = labels.map((label) => ({ ...label, nameWidth: -1, placeWidth: -1 }));
            this.#fill = [
                ...locations.function.map((name, index) =>
                    locations.kind[index] * shadeCount + (textHash(name) % shadeCount)
                ),
                Heaptide.kinds.length * shadeCount,
            ];
            this.readTheme();
        }

        /** Takes the colours from the style sheet again. */
        readTheme() {
            const colour = colourReader(this.#canvas.parentElement);
            const shades = Heaptide.kinds.flatMap(({ name }) =>
                Array.from(
                    { length: shadeCount },
                    (_, shade) => colour(`color-mix(in oklab, var(--frame-${name}), var(--frame-shade) ${shade * 9}%)`),
                )
            );
            this.#colours = {
                fills: [...shades, colour("var(--frame-root)")],
                text: colour("var(--frame-ink)"),
                faint: colour("var(--frame-ink-faint)"),
                match: colour("var(--frame-match)"),
                matchText: colour("var(--frame-match-ink)"),
                merged: colour("var(--frame-merged)"),
                outline: colour("var(--focus)"),
                hover: colour("var(--ink)"),
            };
        }

        /**
         * Sets the size of the canvas in CSS pixels.
         * @param {number} width
         * @param {number} height
         */
        resize(width, height) {
            const scale = window.devicePixelRatio || 1;
            Object.assign(this.#canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
            Object.assign(this.#canvas.style, { width: `${width}px`, height: `${height}px` });
            this.#context.setTransform(scale, 0, 0, scale, 0, 0);
        }

        /** @param {FlameScene} scene */
        paint(scene) {
            const { clientWidth: width, clientHeight: height } = this.#canvas;
            this.#context.clearRect(0, 0, width, height);
            this.#context.font = font;
            this.#context.textBaseline = "middle";
            const first = Math.floor(scene.scrollTop / Heaptide.flameRowHeight);
            const last = Math.ceil((scene.scrollTop + height) / Heaptide.flameRowHeight);
            for (let row = first; row < Math.min(last, scene.layout.rows.length); row++) {
                this.#paintRow(scene, row, width);
            }
            this.#outline(scene, scene.hovered, width, 1, this.#colours.hover);
            this.#outline(scene, scene.focused, width, 2, this.#colours.outline);
        }

        /** Frames narrower than a pixel become one quiet strip. */
        #paintRow(scene, row, width) {
            const { layout } = scene;
            const nodes = layout.rows[row];
            const top = row * Heaptide.flameRowHeight - scene.scrollTop;
            let strip = null;
            for (let index = layout.firstAfter(row, scene.from); index < nodes.length; index++) {
                const { left, right } = this.#edges(scene, nodes[index], width);
                if (left >= width) break;
                if (right - left < 1 && strip && left - strip.right < 1) {
                    strip.right = right;
                    continue;
                }
                this.#paintStrip(strip, top);
                strip = right - left < 1 ? { left, right } : null;
                if (!strip) this.#paintFrame(scene, nodes[index], left, right, top);
            }
            this.#paintStrip(strip, top);
        }

        #paintStrip(strip, top) {
            if (strip === null) return;
            this.#context.fillStyle = this.#colours.merged;
            const width = Math.max(strip.right - strip.left, 0.5);
            this.#context.fillRect(strip.left, top, width, Heaptide.flameRowHeight - 1);
        }

        #paintFrame(scene, node, left, right, top) {
            const location = this.#locationOf(scene, node);
            const isMatch = scene.matches?.[location] === 1;
            const isAbove = node !== scene.zoomed && scene.layout.depth[node] < scene.layout.depth[scene.zoomed];
            this.#context.globalAlpha = scene.matches && !isMatch ? 0.35 : isAbove ? 0.6 : 1;
            this.#context.fillStyle = isMatch ? this.#colours.match : this.#colours.fills[this.#fill[location]];
            const gap = right - left > 3 ? 1 : right - left > 2 ? 0.5 : 0;
            this.#context.fillRect(left, top, right - left - gap, Heaptide.flameRowHeight - 1);
            this.#context.globalAlpha = scene.matches && !isMatch ? 0.6 : 1;
            if (right - left >= narrowestLabel) this.#paintLabel(location, left, right, top, isMatch);
            this.#context.globalAlpha = 1;
        }

        /** The function, then, where there is room, the place in fainter ink. */
        #paintLabel(location, left, right, top, isMatch) {
            const label = this.#measured(location);
            const room = right - left - 2 * padding;
            const middle = top + Heaptide.flameRowHeight / 2;
            this.#context.fillStyle = isMatch ? this.#colours.matchText : this.#colours.text;
            this.#context.fillText(shorten(label.name, label.nameWidth, room), left + padding, middle);
            const placeLeft = label.nameWidth + 8;
            if (room - placeLeft < 40) return;
            if (!isMatch) this.#context.fillStyle = this.#colours.faint;
            this.#context.fillText(
                shorten(label.place, label.placeWidth, room - placeLeft),
                left + padding + placeLeft,
                middle,
            );
        }

        #outline(scene, node, width, thickness, colour) {
            if (node < 0) return;
            const { left, right } = this.#edges(scene, node, width);
            if (right < 0 || left > width) return;
            const top = scene.layout.depth[node] * Heaptide.flameRowHeight - scene.scrollTop;
            const inset = thickness / 2;
            this.#context.strokeStyle = colour;
            this.#context.lineWidth = thickness;
            this.#context.strokeRect(
                left + inset,
                top + inset,
                Math.max(right - left - thickness - 1, 1),
                Heaptide.flameRowHeight - thickness - 1,
            );
        }

        #edges({ layout, from, to }, node, width) {
            const scale = width / (to - from);
            const left = (layout.start[node] - from) * scale;
            return { left: Math.max(left, 0), right: Math.min(left + layout.extent[node] * scale, width) };
        }

        #locationOf({ tree }, node) {
            return node === 0 ? this.#labels.length - 1 : tree.location[node];
        }

        #measured(location) {
            const label = this.#labels[location];
            if (label.nameWidth < 0) {
                label.nameWidth = this.#context.measureText(label.name).width;
                label.placeWidth = this.#context.measureText(label.place).width;
            }
            return label;
        }
    };

    /** Cuts text by the share that fits; exact enough for proportional letters, and needs no second measuring. */
    function shorten(text, width, room) {
        if (width <= room) return text;
        const letters = Math.floor((text.length * (room - 10)) / width);
        return letters < 1 ? "" : `${text.slice(0, letters)}…`;
    }

    /** Resolves colour expressions of the style sheet to what a canvas takes. */
    function colourReader(parent) {
        return (expression) => {
            const probe = parent.appendChild(Heaptide.element("span", { hidden: true, style: { color: expression } }));
            const { color } = getComputedStyle(probe);
            probe.remove();
            return color;
        };
    }

    function textHash(text) {
        let hash = 7;
        for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) >>> 0;
        return hash;
    }
})();
