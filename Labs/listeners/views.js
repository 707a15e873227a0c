// What heaptide web does in the page: opens a view, and closes it.
module.exports = {
    action: async (page) => { await page.click('#open'); },
    back: async (page) => { await page.click('#close'); },
};
