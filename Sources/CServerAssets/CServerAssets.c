// C23's #embed puts the page of `heaptide lab serve` into the executable. A new file of UI/labs gets an array and a line
// in the table here; a test compares them.
#include "CServerAssets.h"

static const uint8_t api_js[] = {
#embed "../../UI/labs/api.js"
};
static const uint8_t chart_js[] = {
#embed "../../UI/labs/chart.js"
};
static const uint8_t dom_js[] = {
#embed "../../UI/labs/dom.js"
};
static const uint8_t editor_js[] = {
#embed "../../UI/labs/editor.js"
};
static const uint8_t format_js[] = {
#embed "../../UI/labs/format.js"
};
static const uint8_t icon_svg[] = {
#embed "../../UI/labs/icon.svg"
};
static const uint8_t index_html[] = {
#embed "../../UI/labs/index.html"
};
static const uint8_t lab_js[] = {
#embed "../../UI/labs/lab.js"
};
static const uint8_t labs_css[] = {
#embed "../../UI/labs/labs.css"
};
static const uint8_t main_js[] = {
#embed "../../UI/labs/main.js"
};
static const uint8_t results_js[] = {
#embed "../../UI/labs/results.js"
};
static const uint8_t run_js[] = {
#embed "../../UI/labs/run.js"
};
static const uint8_t theme_js[] = {
#embed "../../UI/labs/theme.js"
};

const struct heaptide_page_file heaptide_page_files[] = {
    {"api.js", api_js, sizeof api_js},
    {"chart.js", chart_js, sizeof chart_js},
    {"dom.js", dom_js, sizeof dom_js},
    {"editor.js", editor_js, sizeof editor_js},
    {"format.js", format_js, sizeof format_js},
    {"icon.svg", icon_svg, sizeof icon_svg},
    {"index.html", index_html, sizeof index_html},
    {"lab.js", lab_js, sizeof lab_js},
    {"labs.css", labs_css, sizeof labs_css},
    {"main.js", main_js, sizeof main_js},
    {"results.js", results_js, sizeof results_js},
    {"run.js", run_js, sizeof run_js},
    {"theme.js", theme_js, sizeof theme_js},
};
const size_t heaptide_page_file_count = sizeof heaptide_page_files / sizeof *heaptide_page_files;
