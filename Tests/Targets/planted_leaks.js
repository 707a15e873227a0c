// Ten programs that keep what they no longer need. Each is run alone: node planted_leaks.js NAME SNAPSHOT
const v8 = require('v8');
const EventEmitter = require('events');
const {PassThrough} = require('stream');
const {Worker, isMainThread, workerData} = require('worker_threads');

const COUNT = 4000;

class Session {
  constructor(number) {
    this.number = number;
    this.rows = Array.from({length: 200}, (_, row) => number + row + 0.5);
  }
}

const bus = new EventEmitter();
const rows = [];
const sessions = new Map();
const visitors = [];
const details = new WeakMap();
let handler;
let pending;
let upload;

const leaks = {
  globalCache() {
    global.cache = {};
    for (let i = 0; i < COUNT; i++) global.cache['user' + i] = new Session(i);
  },
  closure() {
    const history = [];
    for (let i = 0; i < COUNT; i++) history.push(new Session(i));
    handler = function onRequest() { return history.length; };
  },
  listeners() {
    bus.setMaxListeners(0);
    for (let i = 0; i < COUNT; i++) {
      const session = new Session(i);
      bus.on('tick', function onTick() { return session.number; });
    }
  },
  timers() {
    for (let i = 0; i < COUNT; i++) {
      const session = new Session(i);
      setInterval(function poll() { return session.number; }, 60000).unref();
    }
  },
  map() {
    for (let i = 0; i < COUNT; i++) sessions.set('user' + i, new Session(i));
  },
  promise() {
    pending = new Promise(() => {});
    for (let i = 0; i < COUNT; i++) {
      const session = new Session(i);
      pending.then(() => session.number);
    }
  },
  moduleArray() {
    for (let i = 0; i < COUNT; i++) rows.push(new Session(i));
  },
  weakMap() {
    for (let i = 0; i < COUNT; i++) {
      const visitor = {i};
      visitors.push(visitor);
      details.set(visitor, new Session(i));
    }
  },
  stream() {
    upload = new PassThrough({objectMode: true, highWaterMark: 1e9});
    for (let i = 0; i < COUNT; i++) upload.write(new Session(i));
  },
  worker() {
    return new Promise(done => new Worker(__filename, {workerData: process.argv[3]}).on('exit', done));
  },
};

function inWorker() {
  const jobs = new Map();
  for (let i = 0; i < COUNT; i++) jobs.set(i, new Session(i));
  globalThis.retry = () => jobs.size;
  v8.writeHeapSnapshot(workerData);
}

async function main([name, path]) {
  await leaks[name]();
  await new Promise(setImmediate);
  if (name !== 'worker') v8.writeHeapSnapshot(path);
}

exports.used = () => [bus, rows, sessions, visitors, details, handler, pending, upload];
if (isMainThread) main(process.argv.slice(2)); else inWorker();
