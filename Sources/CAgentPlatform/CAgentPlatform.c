// The agent's thread-local word and the two variables of its dlopen hook: Swift has no thread-locals, and a header's
// static variables would be one copy per Swift file.
#include "CAgentPlatform.h"

__thread struct heaptide_thread_local heaptide_local;
void *(*heaptide_original_dlopen)(const char *, int);
uint64_t heaptide_loading_threads;  // threads between a dlopen and the look at what it loaded
