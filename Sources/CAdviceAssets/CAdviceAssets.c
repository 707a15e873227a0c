// C23's #embed puts scripts and pages into the executable. A new page of docs/rules gets two lines here.
#include "CAdviceAssets.h"

static const char syntax_python[] = {
#embed "syntax.py"
};
static const char syntax_javascript[] = {
#embed "syntax.js"
};
const struct heaptide_advice_text heaptide_syntax_python = {syntax_python, sizeof syntax_python};
const struct heaptide_advice_text heaptide_syntax_javascript = {syntax_javascript, sizeof syntax_javascript};

static const char cached_method[] = {
#embed "../../docs/rules/cached-method.md"
};
static const char closure_keeps_large[] = {
#embed "../../docs/rules/closure-keeps-large.md"
};
static const char collect_in_loop[] = {
#embed "../../docs/rules/collect-in-loop.md"
};
static const char exception_kept[] = {
#embed "../../docs/rules/exception-kept.md"
};
static const char file_never_closed[] = {
#embed "../../docs/rules/file-never-closed.md"
};
static const char global_collector[] = {
#embed "../../docs/rules/global-collector.md"
};
static const char global_growing_array[] = {
#embed "../../docs/rules/global-growing-array.md"
};
static const char interval_never_cleared[] = {
#embed "../../docs/rules/interval-never-cleared.md"
};
static const char lingering_local[] = {
#embed "../../docs/rules/lingering-local.md"
};
static const char list_constant_as_tuple[] = {
#embed "../../docs/rules/list-constant-as-tuple.md"
};
static const char list_for_one_pass[] = {
#embed "../../docs/rules/list-for-one-pass.md"
};
static const char listener_never_removed[] = {
#embed "../../docs/rules/listener-never-removed.md"
};
static const char map_as_cache[] = {
#embed "../../docs/rules/map-as-cache.md"
};
static const char missing_slots[] = {
#embed "../../docs/rules/missing-slots.md"
};
static const char mutable_default[] = {
#embed "../../docs/rules/mutable-default.md"
};
static const char needless_deepcopy[] = {
#embed "../../docs/rules/needless-deepcopy.md"
};
static const char readlines[] = {
#embed "../../docs/rules/readlines.md"
};
static const char shallow_copy_mutated[] = {
#embed "../../docs/rules/shallow-copy-mutated.md"
};
static const char string_concat_in_loop[] = {
#embed "../../docs/rules/string-concat-in-loop.md"
};
static const char strong_back_reference[] = {
#embed "../../docs/rules/strong-back-reference.md"
};
static const char unbounded_cache[] = {
#embed "../../docs/rules/unbounded-cache.md"
};

#define PAGE(name, text) {name, {text, sizeof text}}
static const struct heaptide_rule_page pages[] = {
    PAGE("cached-method", cached_method),
    PAGE("closure-keeps-large", closure_keeps_large),
    PAGE("collect-in-loop", collect_in_loop),
    PAGE("exception-kept", exception_kept),
    PAGE("file-never-closed", file_never_closed),
    PAGE("global-collector", global_collector),
    PAGE("global-growing-array", global_growing_array),
    PAGE("interval-never-cleared", interval_never_cleared),
    PAGE("lingering-local", lingering_local),
    PAGE("list-constant-as-tuple", list_constant_as_tuple),
    PAGE("list-for-one-pass", list_for_one_pass),
    PAGE("listener-never-removed", listener_never_removed),
    PAGE("map-as-cache", map_as_cache),
    PAGE("missing-slots", missing_slots),
    PAGE("mutable-default", mutable_default),
    PAGE("needless-deepcopy", needless_deepcopy),
    PAGE("readlines", readlines),
    PAGE("shallow-copy-mutated", shallow_copy_mutated),
    PAGE("string-concat-in-loop", string_concat_in_loop),
    PAGE("strong-back-reference", strong_back_reference),
    PAGE("unbounded-cache", unbounded_cache),
};
const size_t heaptide_rule_page_count = sizeof pages / sizeof pages[0];
struct heaptide_rule_page heaptide_rule_page(size_t number) { return pages[number]; }
