// What setup did must hold in every round, and input must arrive.
module.exports = {
  setup: page => page.click('#accept'),
  action: async page => {
    if (document.body.dataset.accepted !== 'yes') throw new Error('setup did not run');
    await page.type('#name', 'Ada');
    if (typed.at(-1).text !== 'Ada') throw new Error('no input event');
  },
  back: page => page.$eval('#name', element => { element.value = ''; }),
};
