// The recording as the page holds it: read once from the data element, then only looked at.

/**
 * A table by columns: entry i of every column belongs to location i.
 * @typedef {object} Locations
 * @property {string[]} file
 * @property {string[]} function
 * @property {number[]} line
 * @property {number[]} kind an index of `Heaptide.kinds`
 */

/**
 * The call tree by columns. Values are a node's own: blocks whose innermost frame it is.
 * Parents come before children.
 * @typedef {object} Stacks
 * @property {number[]} parent index of the calling node, -1 for an outermost frame
 * @property {number[]} location index into the locations
 * @property {number[]} peak bytes alive at the high-water mark
 * @property {number[]} peak_blocks
 * @property {number[]} end bytes alive when the recording ended
 * @property {number[]} end_blocks
 * @property {number[]} allocated bytes over the whole run
 * @property {number[]} allocations
 * @property {number[]} temporary allocations freed before the next one of their thread
 */

/**
 * An innermost Python line and what it allocated.
 * @typedef {object} Site
 * @property {string} file
 * @property {number} line
 * @property {string} function
 * @property {number} peak_bytes
 * @property {?number} peak_blocks null here and below: not measured
 * @property {number} end_bytes
 * @property {?number} end_blocks
 * @property {?number} allocated_bytes
 * @property {?number} allocations
 * @property {?number} temporary_allocations
 */

/**
 * One process of the recording. Sizes in bytes, times in seconds after the start of the recording.
 * @typedef {object} Process
 * @property {number} pid
 * @property {number} parent_pid
 * @property {string[]} command
 * @property {number} start_seconds
 * @property {number} duration_seconds
 * @property {number} peak_bytes
 * @property {number} end_bytes
 * @property {number} allocated_bytes
 * @property {number} allocations
 * @property {number|null} rss_peak_bytes null: not measured
 * @property {string} [end] `exited`, `replaced`, `detached`, `refused` or `not recorded`
 * @property {number|null} exit_code
 * @property {number|null} signal
 * @property {?Collections} collections null: not measured
 */

/**
 * Pauses of a garbage collector: how many, how long in all, and the longest.
 * @typedef {{count: number, pause_seconds: number, longest_pause_seconds: ?number}} Pauses
 */

/**
 * Pauses by kind; `total` is without the recorder's own.
 * @typedef {{total: Pauses, minor: Pauses, major: Pauses, incremental: Pauses, recorder: Pauses}} Collections
 */

/**
 * Everything that the page shows.
 * @typedef {object} ReportData
 * @property {number} format
 * @property {string} tool_version
 * @property {{command: string[], language: string, version: string, exit_code: ?number, signal: ?number}} program
 * @property {string} started ISO 8601
 * @property {number} duration_seconds
 * @property {Process[]} processes
 * @property {object} heap
 * @property {{peak_bytes: ?number, end_bytes: ?number}} rss null: not measured
 * @property {?Collections} collections null: not measured
 * @property {{exact: boolean, one_moment: boolean, lost_records: number, complete: boolean, notes: string[]}} recording
 * @property {Locations} locations
 * @property {Stacks} stacks
 * @property {{seconds: number[], heap_bytes: number[], rss_bytes: (?number)[], pause_seconds: (?number)[]}} timeline
 * @property {Site[]} sites
 * @property {Object<string, Object<string, string>>} source text by file and line number
 * @property {Advice[]} advice
 * @property {number} advice_left_out findings that are not worth a change
 * @property {string[]} advice_changed_files
 */

(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    /** The format of the data that this page understands. */
    const supportedFormat = 1;

    /** What a location's `kind` means, by index: the name that styles use, and the name that people read. */
    Heaptide.kinds = [
        { name: "own", title: "Your code" },
        { name: "package", title: "Installed packages" },
        { name: "library", title: "Standard library and native" },
    ];

    /**
     * Reads the report out of the page.
     * @returns {ReportData}
     * @throws {Error} with a sentence for the reader, when the data is absent, broken or of another format
     */
    Heaptide.readReport = () => {
        const report = parse(document.getElementById("heaptide-data").textContent);
        if (report.format !== supportedFormat) {
            throw new Error(`This page reads format ${supportedFormat}, but the data says ${report.format}.`);
        }
        return report;
    };

    /**
     * The name of the program as a person would say it: the script or module, not the interpreter.
     * @param {string[]} command
     * @returns {string}
     */
    Heaptide.programName = (command) => {
        const [program = "program", ...rest] = command;
        const module = rest.indexOf("-m");
        if (module >= 0 && rest[module + 1]) return rest[module + 1];
        const isInterpreter = /(^|\/)(python|pypy|node)[\d.]*$/.test(program);
        const script = isInterpreter ? rest.find((argument) => !argument.startsWith("-")) : undefined;
        return Heaptide.baseName(script ?? program);
    };

    /**
     * The text under which a line is looked up: equal for a site and for the location of the same line and function.
     * @param {string} file
     * @param {number} line
     * @param {string} name of the function
     * @returns {string}
     */
    Heaptide.siteKey = (file, line, name) => `${file}\0${line}\0${name}`;

    /**
     * The kind of each file, for tables whose rows name files only.
     * @param {ReportData} report
     * @returns {Map<string, number>}
     */
    Heaptide.kindByFile = ({ locations }) =>
        new Map(locations.file.map((file, index) => [file, locations.kind[index]]));

    function parse(text) {
        try {
            return JSON.parse(text);
        } catch {
            throw new Error(
                "The data in this page is damaged. Write the report again with heaptide report FILE --html.",
            );
        }
    }
})();
