// The tabs: which view is shown.

/**
 * A part of the page that has a tab.
 * @typedef {object} View
 * @property {string} title
 * @property {HTMLElement} element
 * @property {(state: State) => void} follow
 *     shows what the address says; called while visible
 * @property {() => void} [readTheme] called after the colours changed
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const { element } = Heaptide;

    /** The row of tabs and the panels that belong to them. */
    Heaptide.Tabs = class {
        #views;
        #tabs = new Map();
        #panels = new Map();

        /**
         * @param {HTMLElement} list
         * @param {HTMLElement} place of the panels
         * @param {Map<string, View>} views by their name in the address
         */
        constructor(list, place, views) {
            this.#views = views;
            for (const [name, view] of views) {
                this.#tabs.set(
                    name,
                    element("button", {
                        type: "button",
                        role: "tab",
                        id: `tab-${name}`,
                        "aria-controls": `panel-${name}`,
                        click: () => Heaptide.state.update({ view: name }),
                        keydown: (event) => this.#press(event, name),
                    }, view.title),
                );
                this.#panels.set(
                    name,
                    element("section", {
                        role: "tabpanel",
                        id: `panel-${name}`,
                        "aria-labelledby": `tab-${name}`,
                        hidden: true,
                    }, view.element),
                );
            }
            list.replaceChildren(...this.#tabs.values());
            place.replaceChildren(...this.#panels.values());
        }

        /**
         * Shows the view that the address names; an unknown name shows the first.
         * @param {State} state
         */
        follow(state) {
            const shown = this.#views.has(state.view) ? state.view : this.#views.keys().next().value;
            for (const [name, tab] of this.#tabs) {
                tab.setAttribute("aria-selected", String(name === shown));
                tab.tabIndex = name === shown ? 0 : -1;
                this.#panels.get(name).hidden = name !== shown;
            }
            revealInRow(this.#tabs.get(shown));
            this.#views.get(shown).follow(state);
        }

        /** Arrow keys walk along the tabs, as everywhere. */
        #press(event, name) {
            const names = [...this.#views.keys()];
            const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
            if (!step) return;
            event.preventDefault();
            const next = names[(names.indexOf(name) + step + names.length) % names.length];
            Heaptide.state.update({ view: next });
            this.#tabs.get(next).focus();
        }
    };

    /** Where the row of tabs is wider than the window, scrolls it, and only it, to the shown tab. */
    function revealInRow(tab) {
        const row = tab.parentElement;
        const right = tab.offsetLeft + tab.offsetWidth;
        if (tab.offsetLeft < row.scrollLeft || right > row.scrollLeft + row.clientWidth) {
            row.scrollLeft = right - row.clientWidth / 2;
        }
    }
})();
