// Every key is kept, for a feature that nobody uses.
const typed = [];

document.getElementById('accept').addEventListener('click', () => {
  document.querySelector('main').hidden = false;
  document.body.dataset.accepted = 'yes';
});
document.getElementById('name').addEventListener('input', event => {
  typed.push({text: event.target.value, keys: Array.from({length: 500}, (_, key) => `key ${key} of ${performance.now()}`)});
});
