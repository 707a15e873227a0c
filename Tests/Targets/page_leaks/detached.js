// Every dialog that was closed stays in a list: taken out of the document, alive all the same.
const closedDialogs = [];
let dialog;

function openView() {
  dialog = document.createElement('section');
  for (let row = 0; row < 100; row++) {
    const line = dialog.appendChild(document.createElement('p'));
    line.textContent = `row ${row} of ${performance.now()}`;
  }
  document.getElementById('main').append(dialog);
}

function closeView() {
  dialog.remove();
  closedDialogs.push(dialog);
  dialog = null;
}
