// What a scenario's functions are given: the part of Puppeteer's page that makes sense inside of it.

enum ScenarioHelper {
    /// An expression: the object that is called `page`.
    static let source = """
        (() => {
          const find = selector => {
            const element = document.querySelector(selector);
            if (!element) throw new Error(`no element ${selector}`);
            return element;
          };
          const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));
          const outside = name => () => { throw new Error(`page.${name} is not there: functions run in the page`); };
          return {
            $: async selector => document.querySelector(selector),
            $$: async selector => [...document.querySelectorAll(selector)],
            $eval: async (selector, body, ...rest) => body(find(selector), ...rest),
            evaluate: async (body, ...rest) => body(...rest),
            click: async selector => find(selector).click(),
            focus: async selector => find(selector).focus(),
            type: async (selector, text) => {
              const element = find(selector);
              element.focus();
              element.value = (element.value ?? '') + text;
              element.dispatchEvent(new Event('input', {bubbles: true}));
              element.dispatchEvent(new Event('change', {bubbles: true}));
            },
            waitForTimeout: wait,
            waitForSelector: async (selector, {timeout = 10000} = {}) => {
              for (const end = Date.now() + timeout; Date.now() < end; await wait(20)) {
                const element = document.querySelector(selector);
                if (element) return element;
              }
              throw new Error(`no element ${selector} within ${timeout} ms`);
            },
            url: () => location.href,
            goto: outside('goto'), reload: outside('reload'), screenshot: outside('screenshot'),
          };
        })()
        """
}
