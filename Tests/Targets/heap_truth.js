// Things whose bytes are known. Writes a snapshot to the path that it is given.
const v8 = require('v8');
class Holder { constructor(held) { this.held = held; } }
global.typed = new Holder(new Uint8Array(5_000_000));
global.doubles = new Holder(new Float64Array(100_000));
global.text = new Holder(Buffer.alloc(300_000, 'a').toString('latin1'));
global.wide = new Holder('é€'.repeat(50_000).split('').join(''));
global.numbers = new Holder(Array.from({length: 20_000}, (_, i) => i + 0.5));
global.objects = new Holder(Array.from({length: 1000}, () => new Uint8Array(1000)));
if (process.argv[3]) for (let i = 0; i < +process.argv[3]; i++) global.objects.held.push(new Uint8Array(1000));
v8.writeHeapSnapshot(process.argv[2]);
