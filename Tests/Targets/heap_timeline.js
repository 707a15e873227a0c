// Allocates while V8 keeps the stack of every allocation. Writes a .heaptimeline to the path that it is given.
const fs = require('fs');
const {Session: Inspector} = require('inspector');

class Session {
  constructor(number) {
    this.number = number;
    this.rows = [number, number + 1];
  }
}

const kept = [];

function load(count) {
  for (let i = 0; i < count; i++) {
    kept.push(new Session(i));
  }
}

function main() {
  load(50);
}

const inspector = new Inspector();
inspector.connect();
inspector.post('HeapProfiler.startTrackingHeapObjects', {trackAllocations: true});
main();
const file = fs.openSync(process.argv[2], 'w');
inspector.on('HeapProfiler.addHeapSnapshotChunk', message => fs.writeSync(file, message.params.chunk));
inspector.post('HeapProfiler.stopTrackingHeapObjects', {reportProgress: false}, () => fs.closeSync(file));
exports.kept = kept;
