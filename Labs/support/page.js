// What the pages of the labs say about themselves. It stays in the page as text, where Heaptide's snapshots find it.
//
//   note('errors', 3)             a fact; a later one of the same name takes its place
'use strict';
{
    const notes = globalThis.labNotes = new Map();
    let count = 0;
    globalThis.note = (name, value, unit = '') => {
        notes.set(name, JSON.stringify({ lab_note: ++count, name, value, unit }));
    };
}
