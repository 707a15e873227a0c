// Writes the syntax trees of JavaScript files, which are parsed and never run, with the parser that Node brings. Started
// as `node --expose-internals -e`. Input and output are those of syntax.py; columns count UTF-16 units.
"use strict";
const fs = require("fs");
const { parse } = require("internal/deps/acorn/acorn/dist/acorn");

const LARGEST_FILE = 8 << 20, LONGEST_TEXT = 200, MOST_NODES = 4_000_000;
const PARSED = 0, FAILED = 1;
const options = { ecmaVersion: "latest", locations: true, allowHashBang: true };

/** What stands in a node besides its children. */
function textOf(node) {
    switch (node.type) {
        case "Identifier":
        case "PrivateIdentifier": return node.name;
        case "Literal": return typeof node.value === "string" ? `str:${node.value}` : `${typeof node.value}:${node.raw}`;
        case "VariableDeclaration": return node.kind;
        case "MethodDefinition": return `${node.kind}${node.static ? " static" : ""}`;
        case "MemberExpression":
        case "Property": return node.computed ? "computed" : "";
        default: return node.operator ?? "";
    }
}

/** The columns of a tree, in preorder, and its texts. */
function flatten(root) {
    const texts = new Map([["", 0]]), rows = [];
    const intern = (text) => {
        const short = text.slice(0, LONGEST_TEXT);
        if (!texts.has(short)) texts.set(short, texts.size);
        return texts.get(short);
    };
    const stack = [[root, -1, ""]];
    while (stack.length > 0) {
        const [node, parent, role] = stack.pop();
        const own = rows.length / 7;
        if (own >= MOST_NODES) throw new Error("it is too large");
        const { start, end } = node.loc;
        rows.push(intern(node.type), intern(role), parent, start.line, start.column, end.line, intern(textOf(node)));
        const children = [];
        for (const [field, value] of Object.entries(node)) {
            if (field === "loc" || field === "value" && node.type === "Literal" || field === "regex") continue;
            for (const item of Array.isArray(value) ? value : [value]) {
                if (item !== null && typeof item === "object" && typeof item.type === "string") {
                    children.push([item, own, field]);
                }
            }
        }
        while (children.length > 0) stack.push(children.pop());
    }
    return record(PARSED, rows, [...texts.keys()]);
}

function record(status, rows, texts) {
    const encoded = texts.map((text) => Buffer.from(text));
    const count = rows.length / 7;
    const columns = new Int32Array(4 + rows.length + encoded.length);
    columns.set([status, count, encoded.length, encoded.reduce((sum, text) => sum + text.length, 0)]);
    for (let row = 0; row < count; row++) {
        for (let column = 0; column < 7; column++) columns[4 + column * count + row] = rows[row * 7 + column];
    }
    columns.set(encoded.map((text) => text.length), 4 + rows.length);
    return [Buffer.from(columns.buffer), ...encoded];
}

function parseFile(path) {
    if (fs.statSync(path).size > LARGEST_FILE) throw new Error(`it is larger than ${LARGEST_FILE >> 20} MiB`);
    const source = fs.readFileSync(path, "utf8");
    if (!path.endsWith(".cjs")) {
        try {
            return parse(source, { ...options, sourceType: "module" });
        } catch (error) {
            if (path.endsWith(".mjs") || !(error instanceof SyntaxError)) throw error;
        }
    }
    return parse(source, { ...options, sourceType: "script", allowReturnOutsideFunction: true });
}

function describe(path) {
    try {
        return flatten(parseFile(path));
    } catch (error) {
        const place = error.loc ? `line ${error.loc.line}: ` : "";
        const text = error instanceof RangeError ? "it is nested too deeply"
            : error.code ? `it cannot be read (${error.code})`
            : place + String(error.message).replace(/ \(\d+:\d+\)$/, "");
        return record(FAILED, [], [text.slice(0, LONGEST_TEXT)]);
    }
}

/** All of it, to a pipe that may be full. */
function write(buffer) {
    for (let done = 0; done < buffer.length;) {
        try {
            done += fs.writeSync(1, buffer, done);
        } catch (error) {
            if (error.code !== "EAGAIN") process.exit(1);
        }
    }
}

write(Buffer.from("HTSYN001"));
for (const path of fs.readFileSync(0).toString().split("\0").slice(0, -1)) {
    write(Buffer.concat(describe(path)));
}
