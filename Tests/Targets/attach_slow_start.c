// Preloaded: keeps a program from reaching its main function for two seconds.
#include <stdlib.h>
#include <unistd.h>
__attribute__((constructor)) static void wait_first(void) {
    const char *ready = getenv("SLOW_START_READY");
    if (ready) (void)!symlink("/dev/null", ready);
    if (ready) sleep(2);
}
