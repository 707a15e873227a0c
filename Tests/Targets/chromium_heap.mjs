// Writes a snapshot of a page in Chromium without a window.
//
// usage: node chromium_heap.mjs PAGE SNAPSHOT    (Node 22 or later; CHROMIUM, else chromium)
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {spawn} from 'node:child_process';
import {pathToFileURL} from 'node:url';

const [page, output] = process.argv.slice(2);
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'heaptide-chromium-'));
const chromium = spawn(
    process.env.CHROMIUM ?? 'chromium',
    ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', `--user-data-dir=${profile}`,
     pathToFileURL(page).href],
    {stdio: ['ignore', 'ignore', 'pipe']});
const ended = new Promise(done => chromium.on('exit', done));

/** Chromium says on standard error where it listens. */
const port = new Promise((found, failed) => {
  let text = '';
  chromium.stderr.on('data', data => {
    text += data;
    const match = /listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(text);
    if (match) found(match[1]);
  });
  ended.then(() => failed(new Error(text)));
});

async function pageSocket() {
  for (;;) {
    const targets = await (await fetch(`http://127.0.0.1:${await port}/json`)).json();
    const target = targets.find(target => target.type === 'page' && target.title === 'ready');
    if (target) return new WebSocket(target.webSocketDebuggerUrl);
    await new Promise(done => setTimeout(done, 50));
  }
}

try {
  const socket = await pageSocket();
  await new Promise(done => socket.onopen = done);
  const file = fs.openSync(output, 'w', 0o600);
  await new Promise((done, failed) => {
    socket.onmessage = ({data}) => {
      const message = JSON.parse(data);
      if (message.method === 'HeapProfiler.addHeapSnapshotChunk') fs.writeSync(file, message.params.chunk);
      if (message.id === 1) message.error ? failed(new Error(message.error.message)) : done();
    };
    socket.send(JSON.stringify({id: 1, method: 'HeapProfiler.takeHeapSnapshot', params: {}}));
  });
  socket.close();
} finally {
  chromium.kill('SIGKILL');
  await ended;
  fs.rmSync(profile, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});
}
