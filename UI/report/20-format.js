// Numbers as people read them.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    const binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    const wholeNumber = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
    const space = "\u00a0";

    /** What stands where a figure was not taken. Never 0. */
    Heaptide.notMeasured = "not measured";

    const isMissing = (value) => value === null || value === undefined;

    /** The largest power of 1024 that is not above the size, as an index of the units. */
    const binaryPower = (bytes) => {
        const power = Math.floor(Math.log2(Math.max(Math.abs(bytes), 1)) / 10);
        return Math.min(power, binaryUnits.length - 1);
    };

    /**
     * `512.3 MiB`
     * @param {?number} bytes
     * @returns {string}
     */
    Heaptide.formatBytes = (bytes) => {
        if (isMissing(bytes)) return Heaptide.notMeasured;
        const power = binaryPower(bytes);
        const value = bytes / 1024 ** power;
        return `${power === 0 ? wholeNumber.format(value) : value.toFixed(1)}${space}${binaryUnits[power]}`;
    };

    /**
     * A size for an axis: no decimals where the step needs none.
     * @param {number} bytes
     * @returns {string}
     */
    Heaptide.formatAxisBytes = (bytes) => {
        if (bytes === 0) return "0";
        const power = binaryPower(bytes);
        return `${Number((bytes / 1024 ** power).toFixed(2))}${space}${binaryUnits[power]}`;
    };

    /**
     * `1,234,567 bytes`, for titles.
     * @param {?number} bytes
     * @returns {string}
     */
    Heaptide.formatExactBytes = (bytes) =>
        isMissing(bytes) ? Heaptide.notMeasured : Heaptide.formatQuantity(bytes, "byte");

    /**
     * `1,204`
     * @param {?number} count
     * @returns {string}
     */
    Heaptide.formatCount = (count) => (isMissing(count) ? Heaptide.notMeasured : wholeNumber.format(count));

    /**
     * `1 block`, `1,204 blocks`
     * @param {number} count
     * @param {string} noun in the singular
     * @returns {string}
     */
    Heaptide.formatQuantity = (count, noun) =>
        isMissing(count) ? `${noun}${pluralEnding(noun)} ${Heaptide.notMeasured}` : `${wholeNumber.format(count)}${space}${noun}${count === 1 ? "" : pluralEnding(noun)}`;

    /**
     * `61 %`. A part that is not nothing is never shown as 0, one that is not all never as 100.
     * @param {number} part
     * @param {number} whole
     * @returns {string}
     */
    Heaptide.formatShare = (part, whole) => {
        if (!(whole > 0)) return `–`;
        const percent = (100 * part) / whole;
        if (percent > 0 && percent < 0.1) return `<${space}0.1${space}%`;
        if (percent < 10) return `${Number(percent.toFixed(1))}${space}%`;
        return `${part < whole ? Math.min(99, Math.round(percent)) : Math.round(percent)}${space}%`;
    };

    /**
     * `850 ms`, `12.3 s`, `2 min 05 s`, `3 h 07 min`
     * @param {?number} seconds
     * @returns {string}
     */
    Heaptide.formatSeconds = (seconds) => {
        if (isMissing(seconds)) return Heaptide.notMeasured;
        if (seconds === 0) return `0${space}s`;
        if (seconds < 1) return `${Number((seconds * 1000).toPrecision(3))}${space}ms`;
        if (seconds < 60) return `${Number(seconds.toFixed(seconds < 10 ? 2 : 1))}${space}s`;
        const [large, small, units] = seconds < 3600 ? [60, 1, ["min", "s"]] : [3600, 60, ["h", "min"]];
        const rounded = Math.round(seconds / small);
        const perLarge = large / small;
        const rest = rounded % perLarge;
        const head = `${Math.floor(rounded / perLarge)}${space}${units[0]}`;
        return rest === 0 ? head : `${head} ${String(rest).padStart(2, "0")}${space}${units[1]}`;
    };

    /**
     * `load()`, but `<module>` as it is.
     * @param {string} name
     * @returns {string}
     */
    Heaptide.formatFunction = (name) => (/^[\w.$]+$/.test(name) ? `${name}()` : name);

    /**
     * How a process ended.
     * @param {{end?: string, exit_code: ?number, signal: ?number}} process
     * @returns {string}
     */
    Heaptide.formatOutcome = ({ end, exit_code: exitCode, signal }) => {
        if (!isMissing(signal)) return `killed by signal ${signal}`;
        if (isMissing(exitCode) && end === "replaced") return "executed another program";
        if (isMissing(exitCode) && end === "detached") return "outlived the recording";
        return isMissing(exitCode) ? "exit code not known" : `exit code ${exitCode}`;
    };

    /**
     * A command as a shell would take it.
     * @param {string[]} command
     * @returns {string}
     */
    Heaptide.formatCommand = (command) =>
        command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");

    const pluralEnding = (noun) => (noun.endsWith("s") ? "es" : "s");
})();
