// Every view observes the document, and never disconnects its observer.
class LogView {
  constructor() {
    this.lines = Array.from({length: 2000}, (_, line) => ({line, text: `line ${line} of ${performance.now()}`}));
    const observer = new MutationObserver(records => this.note(records));
    observer.observe(document.body, {childList: true});
  }
  note(records) {
    this.lines.push({line: this.lines.length, text: `${records.length} changes`});
  }
}

let logView;

function openView() {
  logView = new LogView();
}

function closeView() {
  logView = null;
}
