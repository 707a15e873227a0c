// Opens and closes what the others do, and leaves nothing behind: a bounded cache, a listener and an observer that go.
const recent = new Map();
let view;

class CleanView {
  constructor(number) {
    this.rows = Array.from({length: 2000}, (_, row) => ({row, text: `row ${row} of ${performance.now()}`}));
    this.ended = new AbortController();
    this.element = document.createElement('section');
    for (let row = 0; row < 100; row++) this.element.append(document.createElement('p'));
    document.getElementById('main').append(this.element);
    window.addEventListener('resize', () => this.rows.length, {signal: this.ended.signal});
    this.observer = new MutationObserver(() => this.rows.length);
    this.observer.observe(document.body, {childList: true});
    this.timer = setInterval(() => this.rows.length, 20);
    recent.set(number % 2, {number, at: performance.now()});
  }
  close() {
    this.ended.abort();
    this.observer.disconnect();
    clearInterval(this.timer);
    this.element.remove();
  }
}

let opened = 0;

function openView() {
  view = new CleanView(opened++);
}

function closeView() {
  view.close();
  view = null;
}
