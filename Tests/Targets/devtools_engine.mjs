// Opens each .heapsnapshot with the engine of an installed Chromium's DevTools and prints what it computes.
//
// usage: node devtools_engine.mjs FILE...    (CHROMIUM_RESOURCES, else /usr/lib/chromium/resources.pak)
//
// The engine (heap_snapshot_worker.js) is taken out of Chromium's resources; what it imports for the page's sake is
// replaced by next to nothing. Output: a line of JSON a file, {"problems", "total", "statistics", "classes", "nodes"}; a node
// is [id, type, name, self size, retained size, distance, id of dominator, edges].
//
// With --columns in front, instead of "nodes": {"columns": {"id", "self", "retained", "distance", "dominator", "class"}},
// lists with a number each node, and "names", the names of the classes; "classes" are by name, those of one name summed up.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import {pathToFileURL} from 'node:url';

const pak = process.env.CHROMIUM_RESOURCES ?? '/usr/lib/chromium/resources.pak';

/** The resources whose source maps are called like this, unpacked. */
function modules(names) {
  const bytes = fs.readFileSync(pak);
  const count = bytes.readUInt16LE(8);
  const found = {};
  for (let index = 0; index < count; index++) {
    const start = bytes.readUInt32LE(14 + 6 * index);
    const end = bytes.readUInt32LE(20 + 6 * index);
    const text = unpacked(bytes.subarray(start, end));
    for (const name of names) {
      if (text?.endsWith(`//# sourceMappingURL=${name}.js.map\n`)) (found[name] ??= []).push(text);
    }
  }
  return found;
}

function unpacked(bytes) {
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return zlib.gunzipSync(bytes).toString();
    // Chromium's own frame around brotli: two bytes of magic and six of length.
    if (bytes[0] === 0x1e && bytes[1] === 0x9b) return zlib.brotliDecompressSync(bytes.subarray(8)).toString();
  } catch {
    return undefined;
  }
  return undefined;
}

const stub = `
  const anything = new Proxy(class {}, {get: (target, key) => key === 'prototype' ? target.prototype : anything});
  export {anything as ObjectWrapper, anything as ResolverBase, anything as ParsedURL, anything as UIString};
  export const i18n = {serializeUIString: (text, values = {}) => JSON.stringify({text, values}), lockedString: x => x};
`;

/** Lays the modules out as they import each other. */
function layOut(folder) {
  const found = modules(['heap_snapshot_worker', 'heap_snapshot', 'platform', 'text_utils']);
  const pick = (name, word) => found[name]?.find(text => text.includes(word)) ?? fail(`no ${name}.js in ${pak}`);
  const files = {
    'entrypoints/heap_snapshot_worker/heap_snapshot_worker.js': pick('heap_snapshot_worker', 'HeapSnapshotLoader'),
    'models/heap_snapshot/heap_snapshot.js': pick('heap_snapshot', 'baseSystemDistance'),
    'core/platform/platform.js': pick('platform', 'TypedArrayUtilities'),
    'core/text_utils/text_utils.js': pick('text_utils', 'BalancedJSONTokenizer'),
    'models/text_utils/text_utils.js': pick('text_utils', 'BalancedJSONTokenizer'),
    'core/platform/node/node.js': 'export const HostRuntime = {HOST_RUNTIME: {}};',
    'package.json': '{"type": "module"}',
  };
  for (const name of ['core/i18n/i18n', 'core/common/common', 'third_party/marked/marked', 'third_party/codemirror.next/codemirror.next']) {
    files[`${name}.js`] = stub;
  }
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
    fs.writeFileSync(path.join(folder, name), text);
  }
}

function fail(message) {
  console.error(message);
  process.exit(3);
}

/** Newer than Node 20. */
Promise.withResolvers ??= function() {
  const result = {};
  result.promise = new Promise((resolve, reject) => Object.assign(result, {resolve, reject}));
  return result;
};

async function open(engine, file, problems) {
  const loader = new engine.HeapSnapshotLoader.HeapSnapshotLoader(
      {sendEvent: (name, data) => name === 'BrokenSnapshot' && problems.push(data)});
  console.warn = text => problems.push(text);
  for await (const chunk of fs.createReadStream(file, {encoding: 'latin1'})) loader.write(chunk);
  loader.close();
  const channel = new MessageChannel();
  new engine.HeapSnapshot.SecondaryInitManager(channel.port2);
  try {
    return await loader.buildSnapshot(channel.port1);
  } finally {
    channel.port1.close();
    channel.port2.close();
  }
}

function describe(snapshot) {
  const nodes = [];
  const node = snapshot.createNode(0);
  const other = snapshot.createNode(0);
  for (let ordinal = 0; ordinal < snapshot.nodeCount; ordinal++) {
    node.nodeIndex = ordinal * snapshot.nodeFieldCount;
    other.nodeIndex = snapshot.dominatorsTree[ordinal] * snapshot.nodeFieldCount;
    const edges = [];
    for (let edges_ = node.edges(); edges_.hasNext(); edges_.next()) edges.push(edges_.edge.toString());
    nodes.push([
      node.id(), node.type(), node.name(), node.selfSize(), node.retainedSize(), node.distance(), other.id(), edges,
    ]);
  }
  const classes = {};
  for (const [key, aggregate] of Object.entries(snapshot.aggregatesWithFilter({}))) {
    classes[aggregate.name ?? key] = [aggregate.count, aggregate.self, aggregate.maxRet];
  }
  return {total: snapshot.totalSize, statistics: snapshot.getStatistics(), classes, nodes};
}

function describeColumns(snapshot) {
  const columns = {id: [], self: [], retained: [], distance: [], dominator: [], class: []};
  const names = [], numbers = new Map();
  const node = snapshot.createNode(0);
  for (let ordinal = 0; ordinal < snapshot.nodeCount; ordinal++) {
    node.nodeIndex = ordinal * snapshot.nodeFieldCount;
    const name = node.className();
    if (!numbers.has(name)) numbers.set(name, names.push(name) - 1);
    columns.id.push(node.id());
    columns.self.push(node.selfSize());
    columns.retained.push(node.retainedSize());
    columns.distance.push(node.distance());
    columns.dominator.push(snapshot.dominatorsTree[ordinal]);
    columns.class.push(numbers.get(name));
  }
  const classes = {};
  for (const aggregate of Object.values(snapshot.aggregatesWithFilter({}))) {
    const sums = classes[aggregate.name] ??= [0, 0, 0, 0];
    sums[0] += aggregate.count;
    sums[1] += aggregate.self;
    sums[2] += aggregate.maxRet;
    sums[3]++;
  }
  return {total: snapshot.totalSize, statistics: snapshot.getStatistics(), classes, columns, names};
}

const isColumns = process.argv[2] === '--columns';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'devtools-engine-'));
try {
  layOut(folder);
  const engine = await import(
      pathToFileURL(path.join(folder, 'entrypoints/heap_snapshot_worker/heap_snapshot_worker.js')).href);
  for (const file of process.argv.slice(isColumns ? 3 : 2)) {
    const problems = [];
    const snapshot = await open(engine, file, problems);
    fs.writeSync(1, JSON.stringify({problems, ...(isColumns ? describeColumns : describe)(snapshot)}) + '\n');
  }
} finally {
  fs.rmSync(folder, {recursive: true});
}
