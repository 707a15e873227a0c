// Building the page. Data reaches the document as text nodes and attribute values only, never as markup.

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * Makes an HTML element.
 * @param {string} tag
 * @param {Object<string, *>} [properties] functions become listeners (`click: f`), `true` a bare attribute; null,
 *     undefined and `false` are left out; `style` is an object of CSS properties
 * @param {...(Node|string|null|undefined)} children strings become text
 * @returns {HTMLElement}
 */
export const element = (tag, properties = {}, ...children) =>
    furnish(document.createElement(tag), properties, children);

/**
 * Makes an SVG element; otherwise like `element`.
 * @param {string} tag
 * @param {Object<string, *>} [properties]
 * @param {...(Node|string|null|undefined)} children
 * @returns {SVGElement}
 */
export const svg = (tag, properties = {}, ...children) =>
    furnish(document.createElementNS(svgNamespace, tag), properties, children);

/**
 * A part of a lab with its heading; nothing if it has no content.
 * @param {string} title
 * @param {...(Node|null|undefined)} content
 * @returns {?HTMLElement}
 */
export const section = (title, ...content) => {
    const present = content.filter((part) => part !== null && part !== undefined);
    return present.length === 0 ? null : element("section", {}, element("h2", {}, title), ...present);
};

/**
 * Text with `code` in it.
 * @param {string} text
 * @returns {DocumentFragment}
 */
export const prose = (text) => {
    const fragment = document.createDocumentFragment();
    text.split("`").forEach((part, index) =>
        fragment.append(index % 2 === 1 ? element("code", {}, part) : part)
    );
    return fragment;
};

function furnish(made, properties, children) {
    for (const [name, value] of Object.entries(properties)) {
        if (typeof value === "function") made.addEventListener(name, value);
        else if (name === "style") Object.entries(value).forEach(([key, text]) => made.style.setProperty(key, text));
        else if (value === true) made.setAttribute(name, "");
        else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
}
