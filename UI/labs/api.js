// What the server is asked (docs/json.md has its answers).

/**
 * @typedef {{step: string, points: {seconds: number, heap_bytes: number, resident_bytes: ?number}[],
 *     marks: {name: string, seconds: number, heap_bytes: number}[], peak_bytes: number, denials: number,
 *     is_complete: boolean}} Curve
 * @typedef {{run: number, lab: string, state: "running"|"done"|"failed"|"stopped", step: string, step_number: number,
 *     step_count: number, seconds: number, curves: Curve[], outcome: ?Object, message: ?string}} Progress
 */

/**
 * @param {string} path
 * @returns {Promise<Object>}
 * @throws {Error} with the server's line
 */
export const get = (path) => ask(path, {});

/**
 * @param {string} path
 * @param {Object} body
 * @returns {Promise<Object>}
 */
export const post = (path, body) =>
    ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

async function ask(path, options) {
    let response;
    try {
        response = await fetch(path, options);
    } catch {
        throw new Error("the server does not answer; is heaptide lab serve still running?");
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}`);
    return answer;
}
