// The page: the list of labs, and the one that the address names.

import { get } from "./api.js";
import { element } from "./dom.js";
import { labView } from "./lab.js";
import { watchTheme } from "./theme.js";

// The link has been used; what is left in the address must not be kept in the history.
if (location.search !== "") history.replaceState(null, "", location.pathname + location.hash);
watchTheme(document.getElementById("theme"));

const names = { python: "Python", javascript: "JavaScript" };

function list(labs) {
    const groups = Object.entries(names).map(([language, name]) => {
        const items = labs.filter((lab) => lab.language === language).map((lab) =>
            element("li", {}, element("a", { href: `#${lab.id}` }, lab.title, element("code", {}, lab.id))));
        return element("section", {}, element("h2", {}, name), element("ol", {}, ...items));
    });
    document.getElementById("labs").replaceChildren(...groups);
}

async function show(labs) {
    const id = location.hash.slice(1) || labs[0].id;
    for (const link of document.querySelectorAll(".labs a")) {
        if (link.getAttribute("href") === `#${id}`) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
    const place = document.getElementById("lab");
    try {
        place.replaceChildren(await labView(id));
    } catch (error) {
        place.replaceChildren(element("p", { class: "empty", role: "alert" }, error.message));
    }
    document.title = `${labs.find((lab) => lab.id === id)?.title ?? "Labs"} – Heaptide labs`;
    scrollTo(0, 0);
    globalThis.heaptideReady = true;
}

try {
    const { labs } = await get("/api/labs");
    list(labs);
    addEventListener("hashchange", () => show(labs));
    await show(labs);
} catch (error) {
    document.getElementById("lab").replaceChildren(element("p", { class: "empty", role: "alert" }, error.message));
}
