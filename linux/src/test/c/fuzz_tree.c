/* /proc/PID/stat, whose middle the agent writes; and the marking of trees, against the obvious way to do it. */
#include <stdlib.h>

#include "tree.h"

enum { MANY = 24 };

static signed char obvious(const struct process *all, size_t count, pid_t pid, pid_t root) {
    for (size_t depth = 0; depth <= count; depth++) {
        pid_t parent = -1;
        for (size_t i = 0; i < count; i++)
            if (all[i].pid == pid) parent = all[i].parent;
        if (parent == root) return 1;
        if (parent <= 1) return 0;
        pid = parent;
    }
    return 0;
}

/* Pids rise by one; each byte picks a parent, so circles, orphans and long chains all come up. */
static void check_marks(const unsigned char *data, size_t size) {
    struct process all[MANY];
    size_t count = size - 1 < MANY ? size - 1 : MANY;
    pid_t root = (pid_t)(data[0] % (MANY + 4) + 1);
    for (size_t i = 0; i < count; i++)
        all[i] = (struct process){.pid = (pid_t)(i + 2), .parent = (pid_t)(data[i + 1] % (MANY + 4)), .state = 'R'};
    tree_mark(all, count, &root, 1);
    for (size_t i = 0; i < count; i++)
        if (all[i].within != obvious(all, count, all[i].pid, root)) abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    struct process process = {0};
    if (stat_parse((const char *)data, size, &process) && process.parent < 0) abort();
    if (size > 1) check_marks(data, size);
    return 0;
}
