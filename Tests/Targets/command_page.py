#!/usr/bin/env python3
"""Opens a report page in headless Chromium: command_page.py CHROMIUM PAGE [SCREENSHOTS]

Shows every tab, in light and dark, and writes what was seen as one JSON object. With a directory as third argument, a
picture of each goes there. Speaks the DevTools protocol over the browser's pipe; needs nothing but Python.
"""

import base64
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

OPTIONS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--remote-debugging-pipe",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--window-size=1280,900",
]
LIMIT = 60
# What the page's own policy says of a picture from elsewhere: the directive that forbids it.
REQUEST = """new Promise((done) => {
    document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
    const image = new Image();
    image.onload = image.onerror = () => setTimeout(() => done("asked"), 1000);
    image.src = "http://127.0.0.1:9/picture.png";
})"""


class Browser:
    """One Chromium and its one page."""

    def __init__(self, program, profile):
        to_browser, self.writing = os.pipe()
        self.reading, from_browser = os.pipe()
        # The browser reads from descriptor 3 and writes to 4.
        ends = os.dup2(to_browser, 60), os.dup2(from_browser, 61)
        self.process = subprocess.Popen(
            [program, *OPTIONS, f"--user-data-dir={profile}"], pass_fds=(3, 4), stdin=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=lambda: (os.dup2(ends[0], 3), os.dup2(ends[1], 4)), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        # If the browser hangs, this process ends, and the browser with the pipe.
        signal.alarm(2 * LIMIT)
        for descriptor in (to_browser, from_browser, *ends):
            os.close(descriptor)
        self.rest = b""
        self.number = 0
        self.events = []
        self.session = None

    def message(self):
        while b"\0" not in self.rest:
            data = os.read(self.reading, 1 << 20)
            if not data:
                raise SystemExit("the browser has gone")
            self.rest += data
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.writing, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']['message']}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def value(self, expression):
        """The value of an expression; of a promise, what it comes to."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        return result["result"].get("value")

    def until(self, expression):
        deadline = time.monotonic() + LIMIT
        while not self.value(expression):
            if time.monotonic() > deadline:
                raise SystemExit(f"not within {LIMIT} s: {expression}")
            time.sleep(0.05)

    def open(self, address):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Runtime", "Log", "Network", "Page"):
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=address)
        self.until("globalThis.heaptideReady === true")

    def close(self):
        """Ends the browser with all of its processes, which write to the profile to the last."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def picture(self, path):
        image = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(image))


def problems(events):
    """What the console, the log and the network saw that should not be."""
    for event in events:
        method, facts = event["method"], event["params"]
        if method == "Runtime.exceptionThrown":
            yield "exception: " + json.dumps(facts["exceptionDetails"])[:500]
        elif method == "Runtime.consoleAPICalled" and facts["type"] in ("error", "warning", "assert"):
            yield "console: " + json.dumps(facts["args"])[:500]
        elif method == "Log.entryAdded" and facts["entry"]["level"] in ("error", "warning"):
            yield "log: " + facts["entry"]["text"]
        elif method == "Network.requestWillBeSent" and facts["request"]["url"].split(":")[0] not in ("file", "data"):
            yield "request: " + facts["request"]["url"]


def show(browser, pictures):
    """Every tab in every theme: the name of the tab that is shown, its text's length, and whether it runs over."""
    seen = []
    names = browser.value("[...document.querySelectorAll('[role=tab]')].map((tab) => tab.id.slice(4))")
    for theme in ("light", "dark"):
        for name in names:
            browser.value(f"location.hash = '#{name}&theme={theme}'")
            browser.until(f"!document.getElementById('panel-{name}').hidden")
            time.sleep(0.3)
            seen.append({
                "tab": name,
                "theme": theme,
                "shown": browser.value(
                    "[...document.querySelectorAll('[role=tabpanel]')].filter((p) => !p.hidden).map((p) => p.id.slice(6))"
                ),
                "letters": browser.value(f"document.getElementById('panel-{name}').innerText.length"),
                "background": browser.value("getComputedStyle(document.body).backgroundColor"),
                "overflow": browser.value("document.documentElement.scrollWidth - innerWidth"),
            })
            if pictures:
                browser.picture(pictures / f"{name}-{theme}.png")
    return seen


def main():
    program, page = sys.argv[1:3]
    pictures = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            browser.open(pathlib.Path(page).resolve().as_uri())
            result = {
                "title": browser.value("document.title"),
                "masthead": browser.value("document.getElementById('masthead').innerText"),
                "peak_bytes": browser.value(
                    "JSON.parse(document.getElementById('heaptide-data').textContent).heap.peak_bytes"),
                "peak_title": browser.value(
                    "[...document.querySelectorAll('#masthead [title]')].map((e) => e.title).join('|')"),
                "tabs": show(browser, pictures),
                "request": browser.value(REQUEST),
            }
            result["problems"] = [p for p in problems(browser.events) if "127.0.0.1:9" not in p]
            print(json.dumps(result, indent=1))
        finally:
            browser.close()


if __name__ == "__main__":
    main()
