// A timer that nobody stops pushes an array with every tick.
const samples = [];

setInterval(function sample() {
  samples.push(Array.from({length: 1000}, (_, index) => `sample ${samples.length} value ${index}`));
}, 50);

function openView() {}
function closeView() {}
