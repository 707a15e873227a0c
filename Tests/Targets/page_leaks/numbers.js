// Measures for ever. A list of numbers has no objects in it that could be new.
const measured = [];

function openView() {
  for (let index = 0; index < 1000; index++) measured.push(Math.random());
}

function closeView() {}
