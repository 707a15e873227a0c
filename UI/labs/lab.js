// A lab: task, prediction, program, and what comes of running it.

import { get } from "./api.js";
import { chart } from "./chart.js";
import { element, prose, section } from "./dom.js";
import { editor } from "./editor.js";
import { formatSeconds } from "./format.js";
import { results } from "./results.js";
import { start, stop } from "./run.js";

/** Programs that were changed and predictions that were made, by lab, as long as the page is open. */
const kept = new Map();

/**
 * Shows a lab.
 * @param {string} id
 * @returns {Promise<HTMLElement>}
 */
export const labView = async (id) => {
    const lab = await get(`/api/labs/${encodeURIComponent(id)}`);
    const mine = kept.get(id) ?? { texts: lab.programs.map((file) => file.text), choice: null };
    kept.set(id, mine);
    const below = element("div", { class: "run-view", "aria-live": "polite" });
    const view = element("article", {},
        element("h1", {}, lab.title),
        element("p", { class: "task" }, prose(lab.task)),
        prediction(lab, mine),
        programs(lab, mine, below),
        below);
    if (mine.last) showResults(below, lab, mine, mine.last);
    return view;
};

function prediction(lab, mine) {
    const choices = lab.choices.map((choice, index) =>
        element("label", { class: "choice" },
            element("input", {
                type: "radio", name: "prediction", value: String(index), checked: mine.choice === index,
                change: () => { mine.choice = index; },
            }),
            element("span", {}, prose(choice))));
    return section("Your prediction", element("fieldset", { class: "choices" },
        element("legend", {}, prose(lab.question)), ...choices));
}

/** An editor for each file that a learner may change: the program, the page. */
function programs(lab, mine, below) {
    const changed = () => lab.programs.map((file, index) => [file.name, codes[index].text()])
        .filter(([, text], index) => text !== lab.programs[index].text);
    const again = () => codes.forEach((code, index) => code.set(lab.programs[index].text));
    const reset = element("button", { type: "button", class: "plain-button", hidden: true, click: again },
        "The lab’s program again");
    const codes = lab.programs.map((file, index) => editor(mine.texts[index], file.name, () => queueMicrotask(() => {
        mine.texts[index] = codes[index].text();
        reset.hidden = changed().length === 0;
    })));
    const run = element("button", { type: "button", class: "run-button", id: "run" }, "Run");
    run.addEventListener("click", () => begin(lab, mine, Object.fromEntries(changed()), run, below));
    for (const code of codes) {
        code.element.addEventListener("keydown", (event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run.click();
        });
    }
    const parts = codes.flatMap((code, index) =>
        codes.length > 1 ? [element("h3", {}, lab.programs[index].name), code.element] : [code.element]);
    return section("The program", ...parts,
        element("div", { class: "toolbar" }, run, reset,
            element("span", { class: "faint" },
                "Change what you like; Ctrl+Enter runs it, under a memory ceiling. The claims are then measured anew.")));
}

async function begin(lab, mine, own, button, below) {
    if (button.disabled) return;
    button.disabled = true;
    mine.last = null;
    try {
        const started = await start(lab.id, own, (progress) => showProgress(below, progress));
        const last = await started.ended;
        if (last.state === "done") {
            mine.last = last;
            await showResults(below, lab, mine, last);
        } else {
            below.replaceChildren(notice(last.state === "stopped" ? "Stopped." : last.message));
        }
    } catch (error) {
        below.replaceChildren(notice(error.message));
    } finally {
        button.disabled = false;
    }
}

const notice = (text) => element("p", { class: "notice warning", role: "alert" }, text);

function showProgress(below, progress) {
    if (progress.state !== "running") return;
    const step = progress.step_count > 1 ? `${progress.step}, ${progress.step_number} of ${progress.step_count}, ` : "";
    const text = step + formatSeconds(progress.seconds);
    below.replaceChildren(
        element("section", {}, element("h2", {}, "Running"),
            element("div", { class: "toolbar" },
                element("button", { type: "button", class: "plain-button", click: () => stop(progress.run).catch(() => {}) }, "Stop"),
                element("span", { class: "faint" }, text)),
            chart(progress.curves, true)));
}

async function showResults(below, lab, mine, last) {
    const answer = await get(`/api/labs/${encodeURIComponent(lab.id)}/answer`);
    below.replaceChildren(...[
        predicted(lab, mine, answer), ...results(last, answer.picture), mended(answer), reflection(answer), explanation(answer),
    ].filter((part) => part !== null));
    below.dataset.run = String(last.run);
}

function predicted(lab, mine, answer) {
    if (mine.choice === null) return null;
    const isRight = mine.choice === answer.right_choice;
    const text = isRight ? "As you predicted: " : `You predicted “${lab.choices[mine.choice]}”. The measurement says: `;
    return element("p", { class: isRight ? "notice right" : "notice" }, prose(text),
        element("strong", {}, prose(lab.choices[answer.right_choice])));
}

function mended(answer) {
    if (answer.mended === "") return null;
    const programs = answer.programs.filter((program) => program.step.includes("mended")).map((program) =>
        element("details", {}, element("summary", {}, program.file),
            element("pre", { class: "output" }, program.text)));
    return section("Mended", element("p", {}, prose(answer.mended)), ...programs);
}

function reflection(answer) {
    return section("To think about", element("ul", { class: "dots" },
        ...answer.reflection.map((question) => element("li", {}, prose(question)))));
}

function explanation(answer) {
    const body = element("div", { hidden: true },
        element("p", {}, prose(answer.explanation)),
        element("h3", {}, "Further reading"),
        element("ul", { class: "dots" }, ...answer.reading.map((place) => element("li", {}, prose(place)))));
    const button = element("button", { type: "button", class: "plain-button", id: "reveal", "aria-expanded": "false" }, "Tell me");
    button.addEventListener("click", () => {
        body.hidden = false;
        button.remove();
    });
    return section("Explanation", button, body);
}
