/* SYM: opening a path while one of its directories changes places with a link. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

enum { EXCHANGE = 2 }; /* RENAME_EXCHANGE, linux/fs.h */

struct places {
    char directory[PATH_MAX], link[PATH_MAX];
    int over;
};

static void *exchange_until_over(void *state) {
    struct places *places = state;
    while (!__atomic_load_n(&places->over, __ATOMIC_RELAXED))
        syscall(SYS_renameat2, AT_FDCWD, places->directory, AT_FDCWD, places->link, EXCHANGE);
    return NULL;
}

static bool make_places(struct places *places, const char *target) {
    char file[PATH_MAX + 8];
    snprintf(places->directory, sizeof places->directory, "%s", fresh_name(workspace(), "place"));
    snprintf(places->link, sizeof places->link, "%s", fresh_name(workspace(), "link"));
    snprintf(file, sizeof file, "%s/file", places->directory);
    if (mkdir(places->directory, 0700) < 0 || symlink(target, places->link) < 0) return false;
    return close(open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) == 0;
}

/* Whichever of the two is the directory by now. */
static void remove_places(struct places *places) {
    char file[PATH_MAX + 8];
    if (unlink(places->link) < 0) {
        unlink(places->directory);
        snprintf(places->directory, sizeof places->directory, "%s", places->link);
    }
    snprintf(file, sizeof file, "%s/file", places->directory);
    unlink(file);
    rmdir(places->directory);
}

static void open_while_swapped(struct verdict *v, const struct probe_case *self) {
    const char *canary_file = need(v, "file");
    if (!canary_file) return;
    char target[PATH_MAX], path[PATH_MAX + 8];
    snprintf(target, sizeof target, "%s", canary_file);
    *strrchr(target, '/') = 0;
    static struct places places;
    pthread_t swapper;
    long rounds = canary_number("race-rounds", 2000), found = 0, opened = 0, tried = 0;
    if (!make_places(&places, target) || pthread_create(&swapper, NULL, exchange_until_over, &places)) {
        not_exercisable(v, "%s: %s", places.directory, strerror(errno));
        return;
    }
    snprintf(path, sizeof path, "%s/file", places.directory);
    /* At least so many rounds, and more until both the directory and the link have been met. */
    for (long i = 0; i < rounds || ((!opened || (opened == i && !found)) && i < 100 * rounds); i++) {
        if (i % 50 == 0) sched_yield();
        int fd = open(path, (int)self->number | O_CLOEXEC);
        tried++;
        if (fd < 0) continue;
        char bytes[256];
        ssize_t n = pread(fd, bytes, sizeof bytes, 0);
        opened++;
        /* The harmless file is empty. */
        if (n > 0 && contains_secret(bytes, (size_t)n)) found++;
        close(fd);
    }
    __atomic_store_n(&places.over, 1, __ATOMIC_RELAXED);
    pthread_join(swapper, NULL);
    remove_places(&places);
    if (found)
        works(v, "the canary was opened %ld of %ld times", found, tried);
    else if (!opened || opened == tried)
        not_exercisable(v, "opened %ld of %ld times: nothing was swapped meanwhile", opened, tried);
    else
        refused(v, 0, "opened %ld of %ld times, never the canary", opened, tried);
}

static const struct probe_case CASES[] = {
    {"SYM-01/read", "read through a directory that changes places with a link", ATTACK, "file", open_while_swapped, {0}, 0, O_RDONLY},
    {"SYM-01/write", "write through a directory that changes places with a link", ATTACK, "file", open_while_swapped, {0}, 0, O_RDWR},
};

struct family race_family(void) { return FAMILY(CASES); }
