// The same views, each with an AbortController for its listeners: close() ends them all.
'use strict';
const { note, heap } = require('./lab.js');

const bus = globalThis.bus = new EventTarget();
let listeners = 0;

class View {
    constructor(number) {
        this.rows = Array.from({ length: 1000 }, (_, row) => `view ${number}, row ${row}`);
        this.closing = new AbortController();
        bus.addEventListener('change', () => this.rows.length, { signal: this.closing.signal });
        listeners++;
        this.closing.signal.addEventListener('abort', () => listeners--, { once: true });
    }
    close() { this.closing.abort(); }
}

note('heap before', heap(), 'bytes');
for (let number = 0; number < 200; number++) new View(number).close();

// In a task of its own: until this one ends, what a WeakRef was made for stays.
setTimeout(() => {
    note('heap after 200 views', heap(), 'bytes');
    note('listeners', listeners);
}, 10);
