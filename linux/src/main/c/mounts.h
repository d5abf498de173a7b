/* What the parts of the mount builder share. Every function reports a failure with launch_fail or returns -1. */
#ifndef BAILIWICK_MOUNTS_H
#define BAILIWICK_MOUNTS_H

#include <linux/mount.h>

#include "launch.h"

#define STAGING "/sys"

/* mountcalls.c */
int mounts_openat2(int dir, const char *path, uint64_t flags, uint64_t resolve);
int mounts_open_tree(int fd, unsigned flags);
int mounts_setattr(int fd, unsigned flags, struct mount_attr *attr);
int mounts_move_mount(int from, int to);
/* A detached copy of the mount at `fd`, with more attributes (mount_setattr(2)). Ends the process on failure. */
int mounts_clone(int fd, uint64_t attributes, const char *what);
/* Mounts a detached tree by path, in the staging directory only, and closes it. */
void mounts_attach(int tree, const char *path);
/* Makes and opens STAGING/kind/index; `name` is its path beneath STAGING, which is the working directory. */
int mounts_staging_directory(const char *kind, uint32_t index, char name[32]);

/* mounts.c: makes the copies that depend on no mount, in a process that may run beside the one that mounts. */
void mounts_copy_apart(const struct launch *launch);

/* devices.c: builds /dev in the skeleton. */
void devices_build(void);

/* overlay.c: mounts the tree with its whiteouts, and its private layer if it has one, on `destination`. */
void mounts_overlay(struct operation *op, uint32_t index, int destination);

#endif
