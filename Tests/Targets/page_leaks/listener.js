// Every view listens to the window, and goes without taking its listener along.
class View {
  constructor() {
    this.rows = Array.from({length: 2000}, (_, row) => ({row, text: `row ${row} of ${performance.now()}`}));
    window.addEventListener('resize', () => this.layout());
  }
  layout() {
    return this.rows.length * innerWidth;
  }
}

let view;

function openView() {
  view = new View();
}

function closeView() {
  view = null;
}
