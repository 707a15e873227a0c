// Asks in every way that a page has, and leaves a page that does not want to be left.
module.exports = {
  action: () => {
    alert('one');
    if (!confirm('two')) throw new Error('confirm said no');
    if (prompt('three') === null) throw new Error('prompt said no');
  },
  back: () => { location.reload(); },
};
