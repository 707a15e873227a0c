// Serves 12,000 small requests over HTTP to a client in the same process, with a cache of answers.
"use strict";
const http = require("http");
const finish = require("./_outcome.js");

const requestCount = 12000;
const sessions = new Map();

function answer(path) {
    const user = `user ${path.length % 7}${path.slice(-3)}`;
    const session = sessions.get(user) ?? { user, seen: [], since: sessions.size };
    session.seen.push(path);
    if (session.seen.length > 50) session.seen.shift();
    sessions.set(user, session);
    return JSON.stringify({ ...session, items: session.seen.map((text, index) => ({ text, index })) });
}

const server = http.createServer((request, response) => {
    const body = answer(request.url);
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
});

function ask(agent, port, path) {
    return new Promise((resolve, reject) => {
        http.get({ agent, port, host: "127.0.0.1", path }, (response) => {
            const parts = [];
            response.on("data", (part) => parts.push(part));
            response.on("end", () => resolve(JSON.parse(Buffer.concat(parts).toString()).items.length));
        }).on("error", reject);
    });
}

async function client(agent, port, first, step) {
    let items = 0;
    for (let index = first; index < requestCount; index += step) items += await ask(agent, port, `/items/${index % 900}`);
    return items;
}

server.listen(0, "127.0.0.1", async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const items = await client(agent, server.address().port, 0, 1);
    agent.destroy();
    server.close(() => finish(items));
});
