// One of everything that a heap of V8's is made of. Writes a snapshot to the path that it is given.
const v8 = require('v8');
const EventEmitter = require('events');

class Session {
  constructor(number) {
    this.id = number;
    this.text = 'session ' + number + ' ' + '-'.repeat(200);
    this.tags = [number, {a: number}];
  }
}
class Node { constructor(next) { this.next = next; } }

global.cache = {};
for (let i = 0; i < 500; i++) global.cache['key' + i] = new Session(i);
const rows = [];
for (let i = 0; i < 500; i++) rows.push({x: i, y: 'v' + i, z: new Array(10).fill(i + 0.5)});
const map = new Map();
for (let i = 0; i < 300; i++) map.set('u' + i, new Session(i));
const set = new Set(rows);
const weak = new WeakMap(), other = new WeakMap(), keys = [];
for (let i = 0; i < 100; i++) {
  const key = {k: i};
  keys.push(key);
  const value = {value: new Session(i)};
  weak.set(key, value);
  other.set(value, key);
}
const bus = new EventEmitter();
bus.setMaxListeners(0);
function subscribe(i) {
  const payload = new Array(50).fill(i);
  bus.on('tick', function onTick() { return payload.length; });
}
for (let i = 0; i < 100; i++) subscribe(i);
setInterval(function poll() { return map.size + set.size; }, 1e6).unref();
const never = new Promise(() => {}), waits = [];
for (let i = 0; i < 50; i++) {
  const payload = Buffer.alloc(1000, i);
  waits.push(never.then(() => payload));
}
let chain = null;
for (let i = 0; i < 2000; i++) chain = new Node(chain);
const kinds = {
  typed: new Float64Array(1000), big: 12345678901234567890n, pattern: /a+b/g, symbol: Symbol('mine'), date: new Date(0),
  'odd, name': 1, text: 'é\u{1F40D}\ud800', deep: 'x'.repeat(3000), sliced: 'y'.repeat(100).slice(10),
  ref: new WeakRef(keys[0]), view: new DataView(new ArrayBuffer(64)), proxy: new Proxy({}, {}),
  generator: (function* () { const held = [1]; yield held; })(), bound: subscribe.bind(null, 1),
};
const finalizers = new FinalizationRegistry(() => {});
finalizers.register(keys[1], 'gone');
exports.all = () => [rows, keys, weak, other, chain, kinds, waits, finalizers, bus];
v8.writeHeapSnapshot(process.argv[2]);
