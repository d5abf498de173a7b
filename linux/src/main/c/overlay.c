/* One overlay: a mask of whiteouts over a tree of the host, and for a layer a private directory for its writes. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mounts.h"

static void copy_attributes(int mask, int lower) {
    struct stat st;
    char proc[32];
    if (fstat(lower, &st) < 0) return;
    struct timespec times[2] = {st.st_atim, st.st_mtim};
    snprintf(proc, sizeof proc, "/proc/self/fd/%d", mask);
    /* What shows of a merged directory is the mask's own; failing to copy it hides nothing and opens nothing. */
    if (chmod(proc, st.st_mode & 0777) < 0 || utimensat(AT_FDCWD, proc, times, 0) < 0) return;
}

/* Puts a whiteout for `path` (relative, no leading slash) into the mask, with the directories above it. A path
 * that ends in a slash asks for the directories alone: something will be mounted there. */
static void whiteout(int mask_root, int lower_root, const char *path) {
    char copy[PATH_MAX];
    size_t length = strlen(path);
    if (!length || length >= sizeof copy || path[0] == '/') {
        errno = EINVAL;
        launch_fail("whiteout", path);
    }
    memcpy(copy, path, length + 1);
    int mask = fcntl(mask_root, F_DUPFD_CLOEXEC, 0);
    if (mask < 0) launch_fail("whiteout", path);
    char *start = copy;
    for (char *slash; (slash = strchr(start, '/')); start = slash + 1) {
        *slash = 0;
        if (mkdirat(mask, start, 0755) < 0 && errno != EEXIST) launch_fail("whiteout", path);
        int next = openat(mask, start, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (next < 0) {
            /* A whiteout above hides this one with everything beneath it. */
            if (errno == ENOTDIR || errno == ELOOP || errno == ENXIO) {
                close(mask);
                return;
            }
            launch_fail("whiteout", path);
        }
        int lower = mounts_openat2(lower_root, copy, O_PATH | O_DIRECTORY, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
        if (lower >= 0) {
            copy_attributes(next, lower);
            close(lower);
        }
        *slash = '/';
        close(mask);
        mask = next;
    }
    if (*start && mknodat(mask, start, S_IFCHR, 0) < 0 && errno != EEXIST) launch_fail("whiteout", path);
    close(mask);
}

void mounts_overlay(struct operation *op, uint32_t index, int destination) {
    char lower_name[32], mask_name[32], layer_name[32], options[256];
    int lower = mounts_staging_directory("t/l", index, lower_name);
    if (mounts_move_mount(op->fd, lower) < 0) launch_fail("move_mount", op->source);
    close(lower);
    char lower_path[64];
    snprintf(lower_path, sizeof lower_path, STAGING "/%s", lower_name);
    lower = open(lower_path, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int mask = mounts_staging_directory("k", index, mask_name);
    if (lower < 0) launch_fail("staging", op->source);
    for (char **path = op->whiteouts; *path; path++) whiteout(mask, lower, *path);
    copy_attributes(mask, lower);
    close(mask);
    close(lower);
    if (op->tree == TREE_LAYER) {
        int layer = mounts_staging_directory("t/u", index, layer_name);
        if (mounts_move_mount(op->layer_fd, layer) < 0) launch_fail("move_mount", op->layer);
        close(layer);
        snprintf(options, sizeof options, "lowerdir=%s:%s,upperdir=%s/upper,workdir=%s/work,userxattr", mask_name,
                 lower_name, layer_name, layer_name);
    } else {
        snprintf(options, sizeof options, "lowerdir=%s:%s,userxattr", mask_name, lower_name);
    }
    char target[32];
    snprintf(target, sizeof target, "/proc/self/fd/%d", destination);
    unsigned long flags = MS_NOSUID | MS_NODEV | (op->tree == TREE_READ ? MS_RDONLY : 0);
    if (mount("overlay", target, "overlay", flags, options) < 0) launch_fail("overlay", op->source);
}
