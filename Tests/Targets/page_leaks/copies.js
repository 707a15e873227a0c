// State that is never changed, only replaced by a copy with one thing more.
let state = {rows: []};

function openView() {
  const texts = Array.from({length: 100}, (_, row) => `row ${row} of ${performance.now()}`);
  state = {...state, rows: [...state.rows, {texts}]};
}

function closeView() {}
