// Light and dark: the system's choice, or the reader's, kept in this browser.

const key = "heaptide-labs-theme";

/**
 * Makes a button turn light into dark and back.
 * @param {HTMLElement} button
 */
export const watchTheme = (button) => {
    apply(localStorage.getItem(key) ?? "");
    button.addEventListener("click", () => {
        const theme = isDark() ? "light" : "dark";
        localStorage.setItem(key, theme);
        apply(theme);
    });
};

function isDark() {
    const theme = document.documentElement.dataset.theme;
    return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function apply(theme) {
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}
