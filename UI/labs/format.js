// Figures as a person reads them.

const units = ["B", "KiB", "MiB", "GiB", "TiB"];

/**
 * @param {number} bytes
 * @returns {string} `12.3 MiB`
 */
export const formatBytes = (bytes) => {
    let [value, unit] = [Math.abs(bytes), 0];
    while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
    const digits = unit === 0 || value >= 99.95 ? 0 : 1;
    return `${bytes < 0 ? "−" : ""}${value.toFixed(digits)} ${units[unit]}`;
};

/**
 * A figure with its unit, as the labs' texts have it.
 * @param {number} value
 * @param {string} unit
 * @returns {string}
 */
export const formatFigure = (value, unit) => {
    if (unit === "bytes" && Math.abs(value) >= 10000) return formatBytes(value);
    const text = value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 10 ? 3 : 1 });
    return unit === "" ? text : `${text} ${unit}`;
};

/**
 * @param {number} seconds
 * @returns {string}
 */
export const formatSeconds = (seconds) => `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;

/**
 * @param {number} part 0 to 1
 * @returns {string}
 */
export const formatShare = (part) => `${(part * 100).toFixed(part < 0.0995 ? 1 : 0)} %`;
