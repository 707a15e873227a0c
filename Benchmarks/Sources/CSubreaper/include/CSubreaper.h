#pragma once
#include <sys/prctl.h>

/// Makes this process the parent of every descendant whose own parent has ended, so that it can wait for all of them.
/// 0, or -1 with errno. In C because Swift cannot call `prctl`, which takes a variable number of arguments.
static inline int heaptide_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }
