// Building the page. Data reaches the document as text nodes and attribute values only, never as markup.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const svgNamespace = "http://www.w3.org/2000/svg";

    /**
     * Makes an HTML element.
     * @param {string} tag
     * @param {Object<string, *>} [properties] functions become listeners (`click: f`), `true` a bare attribute;
     *     null, undefined and `false` are left out; `style` is an object of CSS properties
     * @param {...(Node|string|null|undefined)} children strings become text
     * @returns {HTMLElement}
     */
    Heaptide.element = (tag, properties = {}, ...children) =>
        furnish(document.createElement(tag), properties, children);

    /**
     * Makes an SVG element; otherwise like `element`.
     * @param {string} tag
     * @param {Object<string, *>} [properties]
     * @param {...(Node|string|null|undefined)} children
     * @returns {SVGElement}
     */
    Heaptide.svgElement = (tag, properties = {}, ...children) =>
        furnish(document.createElementNS(svgNamespace, tag), properties, children);

    /**
     * A size with its exact bytes in the title.
     * @param {?number} bytes
     * @returns {HTMLElement}
     */
    Heaptide.sizeElement = (bytes) =>
        Heaptide.element("span", {
            class: bytes === null || bytes === undefined ? "missing" : "figure",
            title: Heaptide.formatExactBytes(bytes),
        }, Heaptide.formatBytes(bytes));

    /**
     * A small square in the colour of a kind of code.
     * @param {number} kind an index of `Heaptide.kinds`
     * @returns {HTMLElement}
     */
    Heaptide.kindMark = (kind) =>
        Heaptide.element("span", { class: `kind-mark ${Heaptide.kinds[kind].name}`, "aria-hidden": "true" });

    /**
     * A row of buttons of which one is pressed.
     * @template T
     * @param {string} label for assistive technology
     * @param {{value: T, title: string, hint?: string}[]} choices
     * @param {(value: T) => void} choose
     * @returns {{element: HTMLElement, select: (value: T) => void}}
     */
    Heaptide.segmentedControl = (label, choices, choose) => {
        const buttons = choices.map(({ value, title, hint }) =>
            Heaptide.element("button", { type: "button", title: hint, click: () => choose(value) }, title)
        );
        const select = (value) =>
            choices.forEach((choice, index) =>
                buttons[index].setAttribute("aria-pressed", String(choice.value === value))
            );
        return {
            element: Heaptide.element("div", { class: "segments", role: "group", "aria-label": label }, ...buttons),
            select,
        };
    };

    /**
     * A sentence where there is nothing to show.
     * @param {string} sentence
     * @returns {HTMLElement}
     */
    Heaptide.emptyState = (sentence) => Heaptide.element("p", { class: "empty" }, sentence);

    function furnish(element, properties, children) {
        for (const [name, value] of Object.entries(properties)) setProperty(element, name, value);
        element.append(...children.filter((child) => child !== null && child !== undefined));
        return element;
    }

    function setProperty(element, name, value) {
        if (typeof value === "function") element.addEventListener(name, value);
        else if (name === "style") Object.entries(value).forEach(([key, text]) => element.style.setProperty(key, text));
        else if (value === true) element.setAttribute(name, "");
        else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
})();
