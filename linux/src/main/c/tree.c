#define _GNU_SOURCE
#include "tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

enum { STOP_ROUNDS = 8 };

/* State and parent follow the last ')': a process may put anything into its name (proc(5)). */
bool stat_parse(const char *text, size_t length, struct process *process) {
    size_t at = length;
    while (at && text[at - 1] != ')') at--;
    if (!at || length - at < 4 || text[at] != ' ' || text[at + 2] != ' ') return false;
    process->state = text[at + 1];
    int64_t parent = 0;
    size_t digits = at + 3;
    for (; digits < length && text[digits] >= '0' && text[digits] <= '9'; digits++) {
        parent = parent * 10 + (text[digits] - '0');
        if (parent > INT32_MAX) return false;
    }
    process->parent = (pid_t)parent;
    return digits > at + 3 && digits < length && text[digits] == ' ';
}

static bool read_process(const char *pid, struct process *process) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    process->pid = (pid_t)atoi(pid);
    return n > 0 && stat_parse(text, (size_t)n, process);
}

static int by_pid(const void *a, const void *b) {
    pid_t x = ((const struct process *)a)->pid, y = ((const struct process *)b)->pid;
    return (x > y) - (x < y);
}

/* Every process that this namespace's /proc shows now, by pid. The caller frees. */
static struct process *snapshot(size_t *count) {
    DIR *directory = opendir("/proc");
    *count = 0;
    if (!directory) return NULL;
    struct process *all = NULL;
    size_t capacity = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
        if (*count == capacity) {
            capacity = capacity ? capacity * 2 : 64;
            all = must_realloc(all, capacity * sizeof *all);
        }
        if (read_process(entry->d_name, &all[*count])) (*count)++;
    }
    closedir(directory);
    if (*count) qsort(all, *count, sizeof *all, by_pid);
    return all;
}

static struct process *find(struct process *all, size_t count, pid_t pid) {
    struct process key = {.pid = pid};
    return count ? bsearch(&key, all, count, sizeof *all, by_pid) : NULL;
}

static bool contains(const pid_t *pids, size_t count, pid_t pid) {
    for (size_t i = 0; i < count; i++)
        if (pids[i] == pid) return true;
    return false;
}

/* Climbs from `process` to a verdict and leaves it on the whole way, so that each link is climbed once. The way
 * is no longer than the list: pids that were reused while we read could make a circle. */
static void mark_one(struct process *all, size_t count, struct process *process, const pid_t *roots,
                     size_t root_count) {
    signed char verdict = -1;
    struct process *at = process;
    size_t steps = 0;
    while (verdict < 0) {
        steps++;
        if (contains(roots, root_count, at->parent)) {
            verdict = 1;
        } else {
            at = at->parent > 1 && steps <= count ? find(all, count, at->parent) : NULL;
            verdict = at ? at->within : 0;
        }
    }
    for (at = process; at && steps && at->within < 0; steps--) {
        at->within = verdict;
        at = find(all, count, at->parent);
    }
}

void tree_mark(struct process *all, size_t count, const pid_t *roots, size_t root_count) {
    for (size_t i = 0; i < count; i++) all[i].within = -1;
    for (size_t i = 0; i < count; i++)
        if (all[i].within < 0) mark_one(all, count, &all[i], roots, root_count);
}

static bool dead(const struct process *process) { return process->state == 'Z' || process->state == 'X'; }

static bool stopped(const struct process *process) { return process->state == 'T' || process->state == 't'; }

/* Chooses the roots of one snapshot, and whether they belong to what is killed. */
struct target {
    pid_t root; /* 0: strays */
    const pid_t *supervisors;
    size_t supervisor_count;
};

static bool stray(const struct target *target, const struct process *process) {
    return process->parent == 1 && process->pid > 1 &&
           !contains(target->supervisors, target->supervisor_count, process->pid);
}

static void mark_target(const struct target *target, struct process *all, size_t count) {
    if (target->root) {
        tree_mark(all, count, &target->root, 1);
        return;
    }
    size_t root_count = 0;
    pid_t *roots = must_alloc(count * sizeof *roots);
    for (size_t i = 0; i < count; i++)
        if (stray(target, &all[i])) roots[root_count++] = all[i].pid;
    tree_mark(all, count, roots, root_count);
    for (size_t i = 0; i < count; i++)
        if (stray(target, &all[i])) all[i].within = 1;
    free(roots);
}

/* Sends the signal to each living process of the target, stopped ones excepted for SIGSTOP; returns how many. */
static size_t send_round(const struct target *target, int signal_number) {
    size_t count, found = 0;
    struct process *all = snapshot(&count);
    mark_target(target, all, count);
    for (size_t i = 0; i < count; i++) {
        if (all[i].within != 1 || dead(&all[i])) continue;
        if (signal_number == SIGSTOP && stopped(&all[i])) continue;
        if (kill(all[i].pid, signal_number) == 0) found++;
    }
    free(all);
    return found;
}

static size_t kill_target(const struct target *target) {
    for (int i = 0; i < STOP_ROUNDS && send_round(target, SIGSTOP) > 0; i++) continue;
    return send_round(target, SIGKILL);
}

size_t tree_kill(pid_t root) { return kill_target(&(struct target){.root = root}); }

size_t tree_kill_strays(const pid_t *supervisors, size_t count) {
    return kill_target(&(struct target){.supervisors = supervisors, .supervisor_count = count});
}
