// Both references go: the variable, and the place in the array.
'use strict';
const { note, heap } = require('./lab.js');

note('heap before', heap(), 'bytes');
const array = globalThis.array = [];
let object = {};
for (let number = 0; number < 200000; number++) object['key ' + number] = 'value ' + number;
array.push(object);
const watcher = new WeakRef(object);
note('heap with the object', heap(), 'bytes');
object = null;
array.length = 0;

setTimeout(() => {
    note('heap after object = null', heap(), 'bytes');
    note('the object is alive', watcher.deref() !== undefined);
}, 10);
