// The one tooltip of the page.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const distance = 14;
    const margin = 8;

    Heaptide.tooltip = {
        /**
         * Shows content beside a point of the window, and keeps it inside the window.
         * @param {number} x
         * @param {number} y
         * @param {...Node} content
         */
        show(x, y, ...content) {
            const box = document.getElementById("tooltip");
            box.replaceChildren(...content);
            box.hidden = false;
            const { width, height } = box.getBoundingClientRect();
            box.style.left = `${besidePoint(x, width, document.documentElement.clientWidth)}px`;
            box.style.top = `${besidePoint(y, height, window.innerHeight)}px`;
        },

        /** Takes the tooltip away. */
        hide() {
            document.getElementById("tooltip").hidden = true;
        },
    };

    /** After the point where there is room, before it where there is not, never outside. */
    function besidePoint(point, extent, limit) {
        const after = point + distance;
        const position = after + extent + margin <= limit ? after : point - distance - extent;
        return Math.max(margin, Math.min(position, limit - extent - margin));
    }
})();
