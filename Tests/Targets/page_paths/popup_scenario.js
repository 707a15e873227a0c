// Opens a window that asks something, and closes it.
let view;
module.exports = {
  action: async page => {
    view = window.open('/popup.html');
    if (!view) throw new Error('no window opened');
    await page.waitForTimeout(300);
    view.alert('from the window');
  },
  back: () => { view.close(); view = null; },
};
