// What heaptide web does in the page: presses Stop, and Start again.
module.exports = {
    action: async (page) => { await page.click('#stop'); },
    back: async (page) => {
        await page.click('#start');
        await page.waitForTimeout(2000);
    },
};
