// File names as people read them: short, but still telling files apart.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});

    /** Where an installed package or the standard library begins; what follows is the name that people know. */
    const libraryRoot = /^.*\/(?:(?:site|dist)-packages|lib(?:64)?\/python\d[\d.]*|node_modules)\//;

    /**
     * The last component of a path.
     * @param {string} path
     * @returns {string}
     */
    Heaptide.baseName = (path) => path.slice(path.lastIndexOf("/") + 1) || path;

    /**
     * Shortens paths: below the import root for libraries, below the directory that the user's own files share
     * otherwise.
     */
    Heaptide.PathNames = class {
        #ownRoot;
        #names = new Map();

        /** @param {Locations} locations */
        constructor(locations) {
            this.#ownRoot = commonDirectory(locations.file.filter((_, index) => locations.kind[index] === 0));
        }

        /**
         * @param {string} file
         * @returns {string} the short name
         */
        short(file) {
            const known = this.#names.get(file);
            if (known !== undefined) return known;
            const name = this.#shorten(file);
            this.#names.set(file, name);
            return name;
        }

        /**
         * @param {string} file
         * @param {number} line 0 when the frame has no line
         * @returns {string} `app.py:88`
         */
        at(file, line) {
            return line > 0 ? `${this.short(file)}:${line}` : this.short(file);
        }

        #shorten(file) {
            const withoutLibrary = file.replace(libraryRoot, "");
            if (withoutLibrary !== file && withoutLibrary !== "") return withoutLibrary;
            return file.startsWith(this.#ownRoot) ? file.slice(this.#ownRoot.length) : file;
        }
    };

    /** The longest directory, with its slash, that all paths lie in; empty when there is none but the root. */
    function commonDirectory(files) {
        const paths = files.filter((file) => file.startsWith("/"));
        if (paths.length === 0) return "";
        let directory = paths[0].slice(0, paths[0].lastIndexOf("/") + 1);
        for (const path of paths) {
            while (!path.startsWith(directory)) {
                directory = directory.slice(0, directory.lastIndexOf("/", directory.length - 2) + 1);
            }
        }
        return directory.length > 1 ? directory : "";
    }
})();
