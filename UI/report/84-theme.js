// Light and dark.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const systemDark = matchMedia("(prefers-color-scheme: dark)");

    const isDark = (theme) => (theme === "" ? systemDark.matches : theme === "dark");

    /**
     * Puts the theme of the address onto the page.
     * @param {string} theme light, dark, or empty for the system's
     */
    Heaptide.applyTheme = (theme) => {
        if (theme === "") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = theme;
    };

    /**
     * The button that turns light into dark and back.
     * @returns {HTMLElement}
     */
    Heaptide.themeButton = () =>
        Heaptide.element("button", {
            type: "button",
            class: "theme",
            title: "Light or dark",
            "aria-label": "Switch between light and dark",
            click: () => Heaptide.state.update({ theme: isDark(Heaptide.state.get().theme) ? "light" : "dark" }),
        }, "◐");

    /** @param {() => void} follow called when the system turns dark or light */
    Heaptide.onSystemTheme = (follow) => systemDark.addEventListener("change", follow);
})();
