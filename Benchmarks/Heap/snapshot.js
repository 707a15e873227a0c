// Writes a heap snapshot of a program of Node's that keeps records, tables, closures and most of Node's own modules.
//
//   snapshot.js PATH
const v8 = require('v8');
for (const name of require('module').builtinModules) {
  if (!name.startsWith('_') && !name.includes('/')) require(name);
}

class Session {
  constructor(number) {
    this.id = number;
    this.text = 'session ' + number;
    this.tags = [number, { label: 'tag ' + number % 97 }];
    this.previous = null;
  }
}

const sessions = new Map();
const rows = [];
const listeners = [];
let last = null;
for (let number = 0; number < 8000; number++) {
  const session = new Session(number);
  session.previous = last;
  last = session;
  sessions.set('user ' + number, session);
  rows.push({ x: number, y: number / 7, owner: number % 3 === 0 ? session : null });
  listeners.push(() => session.text + rows.length);
}
exports.all = () => [sessions, rows, listeners];
v8.writeHeapSnapshot(process.argv[2]);
