#!/usr/bin/env python3
"""Opens the labs in headless Chromium by their link: served_labs.py CHROMIUM LINK [SCREENSHOTS]

Predicts, runs the first lab and one with a picture, changes a program, stops one, and writes what was seen as one JSON
object. With a directory as third argument, pictures of it go there.
"""

import base64
import json
import pathlib
import sys
import tempfile
import time

from command_page import Browser

CLAIMS = "document.querySelectorAll('.claim%s').length"
ENDLESS = "import time\\nkept = []\\nwhile True:\\n    kept.append(bytes(100000))\\n    time.sleep(0.01)\\n"


class Labs:
    """The page, as a learner uses it."""

    def __init__(self, browser, pictures):
        self.browser = browser
        self.pictures = pictures

    def choose(self, lab):
        self.browser.value(f"document.querySelector('.labs a[href=\"#{lab}\"]').click()")
        self.browser.until(f"document.querySelector('.labs a[aria-current]').hash === '#{lab}' && "
                           "document.querySelector('article') !== null && document.title.startsWith("
                           f"document.querySelector('.labs a[href=\"#{lab}\"]').firstChild.textContent)")

    def predict(self, choice):
        self.browser.value(f"document.querySelectorAll('.choice input')[{choice}].click()")

    def write(self, program):
        self.browser.value("(() => { const area = document.querySelector('.editor textarea'); "
                           f"area.value = '{program}'; area.dispatchEvent(new Event('input')); }})()")

    def press(self):
        self.browser.value("document.getElementById('run').click()")

    def wait(self):
        self.browser.until("!document.getElementById('run').disabled")
        self.browser.until("[...document.images].every((image) => image.complete)")

    def seen(self):
        value = self.browser.value
        return {
            "holding": value(CLAIMS % ".holds"),
            "failing": value(CLAIMS % ".fails"),
            "verdict": value("document.getElementById('verdict')?.innerText ?? ''"),
            "notice": value("document.querySelector('.notice')?.innerText ?? ''"),
            "headings": value("[...document.querySelectorAll('article h2')].map((e) => e.innerText)"),
            "curves": value("document.querySelectorAll('.curve path').length"),
            "pictures": value("[...document.querySelectorAll('.picture img')].map((i) => i.naturalWidth)"),
            "overflow": value("document.documentElement.scrollWidth - innerWidth"),
        }

    def shoot(self, name):
        if not self.pictures:
            return
        for theme in ("light", "dark"):
            self.browser.value(f"document.documentElement.dataset.theme = '{theme}'")
            time.sleep(0.3)
            size = self.browser.call("Page.getLayoutMetrics")["cssContentSize"]
            image = self.browser.call(
                "Page.captureScreenshot", format="png", captureBeyondViewport=True,
                clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1})["data"]
            (self.pictures / f"{name}-{theme}.png").write_bytes(base64.b64decode(image))


def problems(events):
    """What the console and the log saw that should not be."""
    for event in events:
        method, facts = event["method"], event["params"]
        if method == "Runtime.exceptionThrown":
            yield "exception: " + json.dumps(facts["exceptionDetails"])[:500]
        elif method == "Runtime.consoleAPICalled" and facts["type"] in ("error", "warning", "assert"):
            yield "console: " + json.dumps(facts["args"])[:500]
        elif method == "Log.entryAdded" and facts["entry"]["level"] in ("error", "warning"):
            yield "log: " + facts["entry"]["text"] + " " + facts["entry"].get("url", "")
        elif method == "Network.requestWillBeSent" and not facts["request"]["url"].startswith(sys.argv[2].split("?")[0]):
            yield "request: " + facts["request"]["url"]


def visit(browser, pictures):
    labs = Labs(browser, pictures)
    result = {
        "labs": browser.value("document.querySelectorAll('.labs a').length"),
        "address": browser.value("location.search"),
        "history": browser.value("performance.getEntriesByType('navigation').length"),
        "cookie": browser.value("document.cookie"),
    }
    labs.shoot("task")
    labs.predict(0)
    labs.press()
    browser.until("document.querySelector('.run-view h2')?.innerText === 'Running'")
    labs.wait()
    result["first"] = labs.seen()
    labs.shoot("first")
    labs.choose("copies")
    labs.press()
    labs.wait()
    result["copies"] = labs.seen()
    result["explanation_before"] = browser.value("document.body.innerText.includes('An alias is another name')")
    browser.value("document.getElementById('reveal').click()")
    result["explanation_after"] = browser.value("document.body.innerText.includes('An alias is another name')")
    labs.shoot("copies")
    labs.write("print(1)\\n")
    labs.press()
    labs.wait()
    result["changed"] = labs.seen()
    labs.shoot("changed")
    labs.choose("references")
    labs.write(ENDLESS)
    labs.press()
    browser.until("document.querySelectorAll('.curve path').length > 0")
    browser.until("document.querySelector('.curve path').getAttribute('d').split('L').length > 8")
    labs.shoot("running")
    browser.value("[...document.querySelectorAll('.run-view button')].find((b) => b.innerText === 'Stop').click()")
    labs.wait()
    result["stopped"] = labs.seen()
    browser.call("Emulation.setDeviceMetricsOverride", width=420, height=800, deviceScaleFactor=1, mobile=False)
    labs.choose("copies")
    labs.press()
    labs.wait()
    result["narrow"] = labs.seen()
    labs.shoot("narrow")
    browser.call("Page.reload")
    time.sleep(1)
    browser.until("globalThis.heaptideReady === true")
    result["reloaded"] = browser.value("document.querySelectorAll('.labs a').length")
    labs.choose("listeners")
    result["editors"] = browser.value(
        "[...document.querySelectorAll('.editor textarea')].map((area) => area.getAttribute('aria-label'))")
    labs.shoot("editors")
    return result


def main():
    program, link = sys.argv[1:3]
    pictures = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            browser.open(link)
            result = visit(browser, pictures)
            result["problems"] = list(problems(browser.events))
            print(json.dumps(result, indent=1))
        finally:
            browser.close()


if __name__ == "__main__":
    main()
