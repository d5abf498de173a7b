/* The system calls by which mounts are made, and where what is being built lies meanwhile. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mounts.h"

int mounts_openat2(int dir, const char *path, uint64_t flags, uint64_t resolve) {
    struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = resolve};
    return (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
}

int mounts_open_tree(int dir, unsigned flags) {
    return (int)syscall(SYS_open_tree, dir, "", flags | AT_EMPTY_PATH | OPEN_TREE_CLOEXEC);
}

int mounts_setattr(int fd, unsigned flags, struct mount_attr *attr) {
    return (int)syscall(SYS_mount_setattr, fd, "", flags | AT_EMPTY_PATH, attr, sizeof *attr);
}

int mounts_move_mount(int from, int to) {
    return (int)syscall(SYS_move_mount, from, "", to, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

int mounts_clone(int fd, uint64_t attributes, const char *what) {
    int tree = mounts_open_tree(fd, OPEN_TREE_CLONE);
    struct mount_attr attr = {.attr_set = attributes};
    if (tree < 0 || mounts_setattr(tree, 0, &attr) < 0) launch_fail("mount", what);
    return tree;
}

void mounts_attach(int tree, const char *path) {
    int destination = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (destination < 0 || mounts_move_mount(tree, destination) < 0) launch_fail("mount", path);
    close(destination);
    close(tree);
}

int mounts_staging_directory(const char *kind, uint32_t index, char name[32]) {
    snprintf(name, 32, "%s/%u", kind, index);
    char path[64];
    snprintf(path, sizeof path, STAGING "/%s", name);
    if (mkdir(path, 0755) < 0 && errno != EEXIST) launch_fail("staging", path);
    int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) launch_fail("staging", path);
    return fd;
}
