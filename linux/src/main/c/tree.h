/* The process tree as /proc shows it. Every name in it is the agent's to choose, and it changes while it is read. */
#ifndef BAILIWICK_TREE_H
#define BAILIWICK_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct process {
    pid_t pid;
    pid_t parent;
    char state; /* the letter of proc(5) */
    signed char within; /* scratch of tree_mark: 1 yes, 0 no, -1 not known yet */
};

/* Reads state and parent from the text of /proc/PID/stat; false where it cannot be such a text. */
bool stat_parse(const char *text, size_t length, struct process *process);

/* Sets `within` for each process that descends from one in `roots`; the roots themselves are not within.
 * `all` is sorted by pid. Time n log n, whatever the shape of the tree. */
void tree_mark(struct process *all, size_t count, const pid_t *roots, size_t root_count);

/* One round against everything that descends from `root`: stopped first, so that what forks fills its own limit
 * instead of outrunning us, then killed. Returns how many living processes were found. */
size_t tree_kill(pid_t root);

/* The same for what hangs off init without being one of the supervisors: the trees of supervisors that were
 * killed. */
size_t tree_kill_strays(const pid_t *supervisors, size_t count);

#endif
