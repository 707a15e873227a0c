// The scripts that ask an interpreter for syntax, and the pages of docs/rules, inside the executable.
#pragma once
#include <stddef.h>

struct heaptide_advice_text {
    const char *bytes;
    size_t count;
};
struct heaptide_rule_page {
    const char *name;
    struct heaptide_advice_text text;
};
extern const struct heaptide_advice_text heaptide_syntax_python;
extern const struct heaptide_advice_text heaptide_syntax_javascript;
extern const size_t heaptide_rule_page_count;
struct heaptide_rule_page heaptide_rule_page(size_t number);
