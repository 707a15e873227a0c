// A listener for each view, never removed: the emitter keeps every view that was ever shown.
'use strict';
const { EventEmitter } = require('events');
const { note, heap } = require('./lab.js');

const bus = globalThis.bus = new EventEmitter();
bus.setMaxListeners(0); // the warning about many listeners would have said it

class View {
    constructor(number) {
        this.rows = Array.from({ length: 1000 }, (_, row) => `view ${number}, row ${row}`);
        this.refresh = () => this.rows.length;
        bus.on('change', this.refresh);
    }
    close() {}
}

note('heap before', heap(), 'bytes');
for (let number = 0; number < 200; number++) new View(number).close();

// In a task of its own: until this one ends, what a WeakRef was made for stays.
setTimeout(() => {
    note('heap after 200 views', heap(), 'bytes');
    note('listeners', bus.listenerCount('change'));
}, 10);
