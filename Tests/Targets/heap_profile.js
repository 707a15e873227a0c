// Keeps 5,000 arrays of 1,000 numbers with a fraction, 8 bytes each.
const kept = [];
function keep(i) {
  kept.push(new Array(1000).fill(i + 0.5));
}
for (let i = 0; i < 5000; i++) keep(i);
exports.kept = kept;
