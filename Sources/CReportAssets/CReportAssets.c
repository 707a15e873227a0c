// C23's #embed puts the page's files into the executable. A new script of UI/report gets a line here.
#include "CReportAssets.h"

static const uint8_t page[] = {
#embed "../../UI/report/page.html"
};
static const uint8_t style[] = {
#embed "../../UI/report/report.css"
};
static const uint8_t script[] = {
#embed "../../UI/report/10-model.js" suffix(,)
'\n',
#embed "../../UI/report/15-paths.js" suffix(,)
'\n',
#embed "../../UI/report/20-format.js" suffix(,)
'\n',
#embed "../../UI/report/25-dom.js" suffix(,)
'\n',
#embed "../../UI/report/26-tooltip.js" suffix(,)
'\n',
#embed "../../UI/report/28-state.js" suffix(,)
'\n',
#embed "../../UI/report/30-call-tree.js" suffix(,)
'\n',
#embed "../../UI/report/32-flame-layout.js" suffix(,)
'\n',
#embed "../../UI/report/34-flame-painter.js" suffix(,)
'\n',
#embed "../../UI/report/35-flame-frames.js" suffix(,)
'\n',
#embed "../../UI/report/36-flame-graph.js" suffix(,)
'\n',
#embed "../../UI/report/37-flame-search.js" suffix(,)
'\n',
#embed "../../UI/report/38-flame-crumbs.js" suffix(,)
'\n',
#embed "../../UI/report/38-flame-toolbar.js" suffix(,)
'\n',
#embed "../../UI/report/39-flame-view.js" suffix(,)
'\n',
#embed "../../UI/report/40-axis.js" suffix(,)
'\n',
#embed "../../UI/report/42-timeline-chart.js" suffix(,)
'\n',
#embed "../../UI/report/44-timeline-view.js" suffix(,)
'\n',
#embed "../../UI/report/50-data-table.js" suffix(,)
'\n',
#embed "../../UI/report/52-site-columns.js" suffix(,)
'\n',
#embed "../../UI/report/54-source.js" suffix(,)
'\n',
#embed "../../UI/report/56-site-stacks.js" suffix(,)
'\n',
#embed "../../UI/report/58-site-view.js" suffix(,)
'\n',
#embed "../../UI/report/60-lines.js" suffix(,)
'\n',
#embed "../../UI/report/62-leaks.js" suffix(,)
'\n',
#embed "../../UI/report/64-temporary.js" suffix(,)
'\n',
#embed "../../UI/report/66-advice.js" suffix(,)
'\n',
#embed "../../UI/report/70-processes.js" suffix(,)
'\n',
#embed "../../UI/report/80-verdict.js" suffix(,)
'\n',
#embed "../../UI/report/82-masthead.js" suffix(,)
'\n',
#embed "../../UI/report/84-theme.js" suffix(,)
'\n',
#embed "../../UI/report/86-tabs.js" suffix(,)
'\n',
#embed "../../UI/report/90-main.js" suffix(,)
'\n',
};

const struct heaptide_asset heaptide_asset_page = {page, sizeof page};
const struct heaptide_asset heaptide_asset_style = {style, sizeof style};
const struct heaptide_asset heaptide_asset_script = {script, sizeof script};
