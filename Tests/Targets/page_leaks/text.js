// A log that is one text: the longer one takes the place of the shorter.
let log = '';

function openView() {
  for (let line = 0; line < 100; line++) log += `view opened at ${performance.now()}, line ${line} of its log\n`.padEnd(60);
  log.charCodeAt(0);
}

function closeView() {}
