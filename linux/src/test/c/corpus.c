/* Writes the fuzzers' seeds: corpus DIRECTORY makes DIRECTORY/TARGET/seed-N. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "samples.h"

static void seed(const char *directory, const char *target, int number, const void *data, size_t length) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", directory, target);
    (void)mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/%s/seed-%d", directory, target, number);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, length, file) != length || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

/* The whole message, and halves of it: a fuzzer finds the rest of a cut message faster than a whole one. */
static void seeds(const char *directory, const char *target, struct writer w) {
    int number = 0;
    for (size_t length = w.length; length; length /= 2) seed(directory, target, number++, w.data, length);
    free(w.data);
}

int main(int argc, char **argv) {
    if (argc != 2) return 64;
    seeds(argv[1], "launch", sample_launch());
    seeds(argv[1], "configuration", sample_configuration());
    seeds(argv[1], "execution", sample_execution());
    seeds(argv[1], "frames", sample_frames());
    static const char *const stats[] = {"1 (init) S 0 1 1 0", "77 (a) R (b)) Z 12 77 77 0 -1", "5 () T 2147483647 5"};
    for (int i = 0; i < 3; i++) seed(argv[1], "tree", i, stats[i], strlen(stats[i]));
    return 0;
}
