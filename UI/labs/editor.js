// A plain editor: a textarea with line numbers, in which Tab indents.

import { element } from "./dom.js";

/**
 * @param {string} text
 * @param {string} name of the file, for assistive technology
 * @param {() => void} changed
 * @returns {{element: HTMLElement, text: () => string, set: (text: string) => void}}
 */
export const editor = (text, name, changed) => {
    const numbers = element("pre", { class: "numbers", "aria-hidden": "true" });
    const area = element("textarea", {
        spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", "aria-label": name,
        keydown: (event) => indent(event, area, update),
        input: () => update(),
        scroll: () => { numbers.scrollTop = area.scrollTop; },
    });
    const update = () => {
        const count = area.value.split("\n").length;
        numbers.textContent = Array.from({ length: count }, (_, index) => index + 1).join("\n");
        area.rows = Math.min(26, Math.max(6, count + 1));
        changed();
    };
    const set = (value) => {
        area.value = value;
        update();
    };
    set(text);
    return { element: element("div", { class: "editor" }, numbers, area), text: () => area.value, set };
};

/** Tab indents by four; Escape then Tab leaves the editor, so that the keyboard is not caught in it. */
function indent(event, area, update) {
    if (event.key === "Escape") area.dataset.leaving = "yes";
    else if (event.key === "Tab" && !event.shiftKey && area.dataset.leaving !== "yes") {
        event.preventDefault();
        area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end");
        update();
    } else if (event.key !== "Shift") delete area.dataset.leaving;
}
