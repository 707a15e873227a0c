// What looks like a habit that costs memory, and is none: `heaptide check` finds nothing here. Never run.
const { EventEmitter } = require("events");

const cache = new Map();
const seen = [];
const queue = [];
const bus = new EventEmitter();
module.exports = { seen };

function bounded(key) {
    if (!cache.has(key)) cache.set(key, String(key));
    if (cache.size > 100) cache.clear();
    return cache.get(key);
}

function handle(item) {
    seen.push(item);
    queue.push(item);
}

for (let number = 0; number < 1000; number++) {
    handle(number);
    queue.shift();
}

setInterval(() => console.log("once for the program"), 1000);

class View {
    constructor() {
        this.timer = setInterval(() => this.show(), 1000);
        document.addEventListener("click", () => this.show(), { once: true });
        document.addEventListener("key", () => this.show(), { signal: this.signal });
        this.onResize = () => this.show();
        window.addEventListener("resize", this.onResize);
        this.button = new EventEmitter();
        this.button.on("press", () => this.show());
        this.slider = new EventEmitter().setMaxListeners(0).on("slide", () => this.show());
        this.source = open().on("end", () => this.show());
    }

    close() {
        clearInterval(this.timer);
        window.removeEventListener("resize", this.onResize);
    }

    show() {}
}

function start() {
    bus.on("ready", () => console.log("mentions nothing around it"));
    const timer = setInterval(() => {}, 1000);
    timer.unref();
}

function whole(size) {
    const data = new Array(size).fill(1.5);
    return () => data.map((value) => value + 1);
}

start();
new View(whole(10), bounded(1));
