// Puts the page together.
(() => {
    "use strict";
    const Heaptide = (globalThis.Heaptide ??= {});
    const $ = (id) => document.getElementById(id);

    /**
     * All views of a report, by their name in the address.
     * @param {ReportData} report
     * @param {Heaptide.PathNames} paths
     * @returns {Map<string, View>}
     */
    Heaptide.views = (report, paths) => {
        const tools = {
            report,
            columns: new Heaptide.SiteColumns(report, paths),
            source: new Heaptide.SourceLines(report),
            stacks: new Heaptide.SiteStacks(report, paths),
        };
        const views = new Map([
            ["flame", new Heaptide.FlameView(report, paths)],
            ["timeline", new Heaptide.TimelineView(report)],
            ["lines", Heaptide.linesView(tools)],
            ["leaks", Heaptide.leaksView(tools)],
            ["advice", new Heaptide.AdviceView(report, paths)],
        ]);
        if (report.recording.exact) views.set("temporary", Heaptide.temporaryView(tools));
        if (report.processes.length > 1) views.set("processes", new Heaptide.ProcessesView(report));
        return views;
    };

    function start() {
        const report = Heaptide.readReport();
        if (!report.recording.exact) Heaptide.useSampledMetrics();
        const paths = new Heaptide.PathNames(report.locations);
        document.title = `Heaptide: ${Heaptide.programName(report.program.command)}`;
        Heaptide.applyTheme(Heaptide.state.get().theme);
        Heaptide.showMasthead($("masthead"), report, paths, Heaptide.themeButton());
        const views = Heaptide.views(report, paths);
        const tabs = new Heaptide.Tabs($("tabs"), $("panels"), views);
        const readTheme = () => views.forEach((view) => view.readTheme?.());
        const follow = (state) => {
            Heaptide.tooltip.hide();
            Heaptide.applyTheme(state.theme);
            readTheme();
            tabs.follow(state);
        };
        $("skip-link").addEventListener("click", skipToPanels);
        Heaptide.state.onChange(follow);
        Heaptide.onSystemTheme(readTheme);
        follow(Heaptide.state.get());
        requestAnimationFrame(() =>
            requestAnimationFrame(() => {
                globalThis.heaptideReady = true;
            })
        );
    }

    /** The address holds the state of the page, so the link moves the focus itself. */
    function skipToPanels(event) {
        event.preventDefault();
        $("panels").focus();
    }

    try {
        start();
    } catch (error) {
        $("panels").replaceChildren(Heaptide.emptyState(error.message));
        throw error;
    }
})();
