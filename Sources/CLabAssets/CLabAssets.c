// C23's #embed puts the labs' texts and programs into the executable. A new file of Labs/ gets an array and a line in
// the table here; a test compares them.
#include "CLabAssets.h"

static const uint8_t big_list_lab_md[] = {
#embed "../../Labs/big-list/lab.md"
};
static const uint8_t big_list_mended_py[] = {
#embed "../../Labs/big-list/mended.py"
};
static const uint8_t big_list_program_py[] = {
#embed "../../Labs/big-list/program.py"
};
static const uint8_t collect_cycles_lab_md[] = {
#embed "../../Labs/collect-cycles/lab.md"
};
static const uint8_t collect_cycles_mended_py[] = {
#embed "../../Labs/collect-cycles/mended.py"
};
static const uint8_t collect_cycles_program_py[] = {
#embed "../../Labs/collect-cycles/program.py"
};
static const uint8_t collect_lab_md[] = {
#embed "../../Labs/collect/lab.md"
};
static const uint8_t collect_program_py[] = {
#embed "../../Labs/collect/program.py"
};
static const uint8_t copies_lab_md[] = {
#embed "../../Labs/copies/lab.md"
};
static const uint8_t copies_mended_py[] = {
#embed "../../Labs/copies/mended.py"
};
static const uint8_t copies_program_py[] = {
#embed "../../Labs/copies/program.py"
};
static const uint8_t endless_append_growth_py[] = {
#embed "../../Labs/endless-append/growth.py"
};
static const uint8_t endless_append_lab_md[] = {
#embed "../../Labs/endless-append/lab.md"
};
static const uint8_t endless_append_mended_py[] = {
#embed "../../Labs/endless-append/mended.py"
};
static const uint8_t endless_append_program_py[] = {
#embed "../../Labs/endless-append/program.py"
};
static const uint8_t exam_exam_md[] = {
#embed "../../Labs/exam/exam.md"
};
static const uint8_t files_lab_md[] = {
#embed "../../Labs/files/lab.md"
};
static const uint8_t files_mended_py[] = {
#embed "../../Labs/files/mended.py"
};
static const uint8_t files_program_py[] = {
#embed "../../Labs/files/program.py"
};
static const uint8_t find_it_lab_md[] = {
#embed "../../Labs/find-it/lab.md"
};
static const uint8_t find_it_mended_py[] = {
#embed "../../Labs/find-it/mended.py"
};
static const uint8_t find_it_program_py[] = {
#embed "../../Labs/find-it/program.py"
};
static const uint8_t generator_lab_md[] = {
#embed "../../Labs/generator/lab.md"
};
static const uint8_t generator_mended_py[] = {
#embed "../../Labs/generator/mended.py"
};
static const uint8_t generator_program_py[] = {
#embed "../../Labs/generator/program.py"
};
static const uint8_t habits_cached_py[] = {
#embed "../../Labs/habits/cached.py"
};
static const uint8_t habits_cached_mended_py[] = {
#embed "../../Labs/habits/cached_mended.py"
};
static const uint8_t habits_closure_py[] = {
#embed "../../Labs/habits/closure.py"
};
static const uint8_t habits_closure_mended_py[] = {
#embed "../../Labs/habits/closure_mended.py"
};
static const uint8_t habits_collector_py[] = {
#embed "../../Labs/habits/collector.py"
};
static const uint8_t habits_collector_mended_py[] = {
#embed "../../Labs/habits/collector_mended.py"
};
static const uint8_t habits_default_py[] = {
#embed "../../Labs/habits/default.py"
};
static const uint8_t habits_default_mended_py[] = {
#embed "../../Labs/habits/default_mended.py"
};
static const uint8_t habits_lab_md[] = {
#embed "../../Labs/habits/lab.md"
};
static const uint8_t habits_lingering_py[] = {
#embed "../../Labs/habits/lingering.py"
};
static const uint8_t habits_lingering_mended_py[] = {
#embed "../../Labs/habits/lingering_mended.py"
};
static const uint8_t identity_lab_md[] = {
#embed "../../Labs/identity/lab.md"
};
static const uint8_t identity_program_py[] = {
#embed "../../Labs/identity/program.py"
};
static const uint8_t kept_object_lab_md[] = {
#embed "../../Labs/kept-object/lab.md"
};
static const uint8_t kept_object_mended_js[] = {
#embed "../../Labs/kept-object/mended.js"
};
static const uint8_t kept_object_program_js[] = {
#embed "../../Labs/kept-object/program.js"
};
static const uint8_t listeners_lab_md[] = {
#embed "../../Labs/listeners/lab.md"
};
static const uint8_t listeners_mended_js[] = {
#embed "../../Labs/listeners/mended.js"
};
static const uint8_t listeners_mended_page_html[] = {
#embed "../../Labs/listeners/mended_page.html"
};
static const uint8_t listeners_page_html[] = {
#embed "../../Labs/listeners/page.html"
};
static const uint8_t listeners_program_js[] = {
#embed "../../Labs/listeners/program.js"
};
static const uint8_t listeners_views_js[] = {
#embed "../../Labs/listeners/views.js"
};
static const uint8_t nesting_lab_md[] = {
#embed "../../Labs/nesting/lab.md"
};
static const uint8_t nesting_mended_py[] = {
#embed "../../Labs/nesting/mended.py"
};
static const uint8_t nesting_program_py[] = {
#embed "../../Labs/nesting/program.py"
};
static const uint8_t page_interval_lab_md[] = {
#embed "../../Labs/page-interval/lab.md"
};
static const uint8_t page_interval_mended_html[] = {
#embed "../../Labs/page-interval/mended.html"
};
static const uint8_t page_interval_program_html[] = {
#embed "../../Labs/page-interval/program.html"
};
static const uint8_t page_interval_stopping_js[] = {
#embed "../../Labs/page-interval/stopping.js"
};
static const uint8_t references_lab_md[] = {
#embed "../../Labs/references/lab.md"
};
static const uint8_t references_program_py[] = {
#embed "../../Labs/references/program.py"
};
static const uint8_t same_object_lab_md[] = {
#embed "../../Labs/same-object/lab.md"
};
static const uint8_t same_object_program_py[] = {
#embed "../../Labs/same-object/program.py"
};
static const uint8_t sizes_lab_md[] = {
#embed "../../Labs/sizes/lab.md"
};
static const uint8_t sizes_mended_py[] = {
#embed "../../Labs/sizes/mended.py"
};
static const uint8_t sizes_program_py[] = {
#embed "../../Labs/sizes/program.py"
};
static const uint8_t support_lab_js[] = {
#embed "../../Labs/support/lab.js"
};
static const uint8_t support_lab_py[] = {
#embed "../../Labs/support/lab.py"
};
static const uint8_t support_page_js[] = {
#embed "../../Labs/support/page.js"
};
static const uint8_t weak_pair_lab_md[] = {
#embed "../../Labs/weak-pair/lab.md"
};
static const uint8_t weak_pair_mended_py[] = {
#embed "../../Labs/weak-pair/mended.py"
};
static const uint8_t weak_pair_program_py[] = {
#embed "../../Labs/weak-pair/program.py"
};

const struct heaptide_lab_file heaptide_lab_files[] = {
    {"big-list/lab.md", big_list_lab_md, sizeof big_list_lab_md},
    {"big-list/mended.py", big_list_mended_py, sizeof big_list_mended_py},
    {"big-list/program.py", big_list_program_py, sizeof big_list_program_py},
    {"collect-cycles/lab.md", collect_cycles_lab_md, sizeof collect_cycles_lab_md},
    {"collect-cycles/mended.py", collect_cycles_mended_py, sizeof collect_cycles_mended_py},
    {"collect-cycles/program.py", collect_cycles_program_py, sizeof collect_cycles_program_py},
    {"collect/lab.md", collect_lab_md, sizeof collect_lab_md},
    {"collect/program.py", collect_program_py, sizeof collect_program_py},
    {"copies/lab.md", copies_lab_md, sizeof copies_lab_md},
    {"copies/mended.py", copies_mended_py, sizeof copies_mended_py},
    {"copies/program.py", copies_program_py, sizeof copies_program_py},
    {"endless-append/growth.py", endless_append_growth_py, sizeof endless_append_growth_py},
    {"endless-append/lab.md", endless_append_lab_md, sizeof endless_append_lab_md},
    {"endless-append/mended.py", endless_append_mended_py, sizeof endless_append_mended_py},
    {"endless-append/program.py", endless_append_program_py, sizeof endless_append_program_py},
    {"exam/exam.md", exam_exam_md, sizeof exam_exam_md},
    {"files/lab.md", files_lab_md, sizeof files_lab_md},
    {"files/mended.py", files_mended_py, sizeof files_mended_py},
    {"files/program.py", files_program_py, sizeof files_program_py},
    {"find-it/lab.md", find_it_lab_md, sizeof find_it_lab_md},
    {"find-it/mended.py", find_it_mended_py, sizeof find_it_mended_py},
    {"find-it/program.py", find_it_program_py, sizeof find_it_program_py},
    {"generator/lab.md", generator_lab_md, sizeof generator_lab_md},
    {"generator/mended.py", generator_mended_py, sizeof generator_mended_py},
    {"generator/program.py", generator_program_py, sizeof generator_program_py},
    {"habits/cached.py", habits_cached_py, sizeof habits_cached_py},
    {"habits/cached_mended.py", habits_cached_mended_py, sizeof habits_cached_mended_py},
    {"habits/closure.py", habits_closure_py, sizeof habits_closure_py},
    {"habits/closure_mended.py", habits_closure_mended_py, sizeof habits_closure_mended_py},
    {"habits/collector.py", habits_collector_py, sizeof habits_collector_py},
    {"habits/collector_mended.py", habits_collector_mended_py, sizeof habits_collector_mended_py},
    {"habits/default.py", habits_default_py, sizeof habits_default_py},
    {"habits/default_mended.py", habits_default_mended_py, sizeof habits_default_mended_py},
    {"habits/lab.md", habits_lab_md, sizeof habits_lab_md},
    {"habits/lingering.py", habits_lingering_py, sizeof habits_lingering_py},
    {"habits/lingering_mended.py", habits_lingering_mended_py, sizeof habits_lingering_mended_py},
    {"identity/lab.md", identity_lab_md, sizeof identity_lab_md},
    {"identity/program.py", identity_program_py, sizeof identity_program_py},
    {"kept-object/lab.md", kept_object_lab_md, sizeof kept_object_lab_md},
    {"kept-object/mended.js", kept_object_mended_js, sizeof kept_object_mended_js},
    {"kept-object/program.js", kept_object_program_js, sizeof kept_object_program_js},
    {"listeners/lab.md", listeners_lab_md, sizeof listeners_lab_md},
    {"listeners/mended.js", listeners_mended_js, sizeof listeners_mended_js},
    {"listeners/mended_page.html", listeners_mended_page_html, sizeof listeners_mended_page_html},
    {"listeners/page.html", listeners_page_html, sizeof listeners_page_html},
    {"listeners/program.js", listeners_program_js, sizeof listeners_program_js},
    {"listeners/views.js", listeners_views_js, sizeof listeners_views_js},
    {"nesting/lab.md", nesting_lab_md, sizeof nesting_lab_md},
    {"nesting/mended.py", nesting_mended_py, sizeof nesting_mended_py},
    {"nesting/program.py", nesting_program_py, sizeof nesting_program_py},
    {"page-interval/lab.md", page_interval_lab_md, sizeof page_interval_lab_md},
    {"page-interval/mended.html", page_interval_mended_html, sizeof page_interval_mended_html},
    {"page-interval/program.html", page_interval_program_html, sizeof page_interval_program_html},
    {"page-interval/stopping.js", page_interval_stopping_js, sizeof page_interval_stopping_js},
    {"references/lab.md", references_lab_md, sizeof references_lab_md},
    {"references/program.py", references_program_py, sizeof references_program_py},
    {"same-object/lab.md", same_object_lab_md, sizeof same_object_lab_md},
    {"same-object/program.py", same_object_program_py, sizeof same_object_program_py},
    {"sizes/lab.md", sizes_lab_md, sizeof sizes_lab_md},
    {"sizes/mended.py", sizes_mended_py, sizeof sizes_mended_py},
    {"sizes/program.py", sizes_program_py, sizeof sizes_program_py},
    {"support/lab.js", support_lab_js, sizeof support_lab_js},
    {"support/lab.py", support_lab_py, sizeof support_lab_py},
    {"support/page.js", support_page_js, sizeof support_page_js},
    {"weak-pair/lab.md", weak_pair_lab_md, sizeof weak_pair_lab_md},
    {"weak-pair/mended.py", weak_pair_mended_py, sizeof weak_pair_mended_py},
    {"weak-pair/program.py", weak_pair_program_py, sizeof weak_pair_program_py},
};
const size_t heaptide_lab_file_count = sizeof heaptide_lab_files / sizeof *heaptide_lab_files;
