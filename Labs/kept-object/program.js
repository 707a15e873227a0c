// An object with many keys is put into an array; then its variable is set to null.
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

// A WeakRef holds its target until the current task has ended.
setTimeout(() => {
    note('heap after object = null', heap(), 'bytes');
    note('the object is alive', watcher.deref() !== undefined);
    note('array[0] is the object', array[0] === watcher.deref());
}, 10);
