// Memory that C code asks for: on a Python thread, and on threads that Python knows nothing of.
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

void *harm_take(size_t size) {
    void *block = malloc(size);
    if (block) memset(block, 1, size);
    return block;
}
void harm_drop(void *block) { free(block); }

static void *churn(void *rounds) {
    for (long i = 0; i < (long)rounds; i++) {
        void *blocks[16];
        for (int j = 0; j < 16; j++) blocks[j] = malloc(64 + 16 * j);
        for (int j = 0; j < 16; j++) free(j % 2 ? blocks[j] : realloc(blocks[j], 1000));
    }
    return malloc(1000);
}
void harm_churn(long rounds) { free(churn((void *)rounds)); }

// Threads without Python state: how many ended with their block in hand.
int harm_foreign_threads(int count, long rounds) {
    pthread_t threads[64];
    int good = 0;
    for (int i = 0; i < count; i++) pthread_create(&threads[i], 0, churn, (void *)rounds);
    for (int i = 0; i < count; i++) {
        void *block = 0;
        pthread_join(threads[i], &block);
        good += block != 0;
        free(block);
    }
    return good;
}
