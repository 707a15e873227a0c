#define _GNU_SOURCE
#include "CFuzzPlatform.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int heaptide_fuzz_ring(int64_t bytes) {
    int file = memfd_create("ring", MFD_ALLOW_SEALING | MFD_CLOEXEC);
    if (file < 0) return -1;
    if (ftruncate(file, bytes) == 0 && fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0) return file;
    close(file);
    return -1;
}
