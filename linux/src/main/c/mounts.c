/* Builds the finished root of a sandbox, by descriptor, in a private tmpfs that hides /sys.
 *
 * STAGING/r        the root's skeleton, later bound to / by bubblewrap
 * STAGING/t/l/N    lower tree N of an overlay, under a short name that says nothing of the host
 * STAGING/t/u/N    the private layer's disk directory
 * STAGING/k/N      its mask layer: whiteouts (character device 0/0, Documentation/filesystems/overlayfs.rst)
 * STAGING/s        the one scratch tmpfs behind /tmp, /dev/shm and HOME, so that one size bounds all
 * STAGING/m/N      what is mounted over entries of /proc
 *
 * Destinations are resolved beneath the skeleton with openat2(2) and without symbolic links: a link
 * planted in a tree that an agent wrote leads nowhere (CVE-2026-87766 is the naive way). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mounts.h"
#include "util.h"

static int root_fd = -1;

/* Opens `path` of the new root, never through a symbolic link. */
static int in_root(const char *path, uint64_t flags) {
    const char *relative = path + 1;
    return mounts_openat2(root_fd, *relative ? relative : ".", flags, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

/* The directory that the last step worked in: most steps follow one another in the same. Whatever is mounted in
 * between may lie above it, so every mount forgets it. */
static struct {
    char path[PATH_MAX];
    int fd;
} last_parent = {.fd = -1};

static void forget_parent(void) {
    if (last_parent.fd >= 0) close(last_parent.fd);
    last_parent.fd = -1;
}

static int make_directories(char *path) {
    for (char *at = path + (*path == '/'); ; at++) {
        if (*at && *at != '/') continue;
        char saved = *at;
        *at = 0;
        char *leaf = strrchr(path, '/');
        *leaf = 0;
        int up = in_root(*path ? path : "/", O_PATH | O_DIRECTORY);
        *leaf = '/';
        if (up < 0) return -1;
        int made = mkdirat(up, leaf + 1, 0755), error = errno;
        close(up);
        errno = error;
        if (made < 0 && errno != EEXIST) return -1;
        *at = saved;
        if (!saved) return in_root(path, O_PATH | O_DIRECTORY);
    }
}

/* Opens the parent of `path`, making missing directories; `*name` is the last component. The descriptor stays this
 * function's own. */
static int parent_in_root(const char *path, const char **name) {
    char parent[PATH_MAX];
    size_t length = (size_t)(strrchr(path, '/') - path);
    *name = path + length + 1;
    if (!length) length = 1;
    if (length >= sizeof parent) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(parent, path, length);
    parent[length] = 0;
    if (last_parent.fd >= 0 && strcmp(parent, last_parent.path) == 0) return last_parent.fd;
    forget_parent();
    int fd = in_root(parent, O_PATH | O_DIRECTORY);
    if (fd < 0 && errno == ENOENT) fd = make_directories(parent);
    memcpy(last_parent.path, parent, length + 1);
    last_parent.fd = fd;
    return fd;
}

static int directory_in_root(const char *path, uint32_t mode) {
    const char *name;
    int parent = parent_in_root(path, &name);
    if (parent < 0) return -1;
    if (*name && mkdirat(parent, name, mode) < 0 && errno != EEXIST) return -1;
    return in_root(path, O_PATH | O_DIRECTORY);
}

/* A tree of the host has a file of that name: ours is mounted over it. */
static void file_over(const char *path, uint32_t mode, const void *content, size_t length) {
    static unsigned count;
    char staged[64];
    snprintf(staged, sizeof staged, STAGING "/m/f%u", count++);
    int fd = open(staged, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0 || !write_fully(fd, content, length)) launch_fail("file", path);
    close(fd);
    fd = open(staged, O_PATH | O_CLOEXEC);
    int destination = in_root(path, O_PATH);
    if (fd < 0 || destination < 0) launch_fail("file", path);
    int tree = mounts_clone(fd, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_RDONLY, path);
    if (mounts_move_mount(tree, destination) < 0) launch_fail("file", path);
    close(fd);
    close(tree);
    close(destination);
    forget_parent();
}

/* False where the new root has something of that name already. */
static bool create_in_root(const char *path, uint32_t mode, const void *content, size_t length) {
    const char *name;
    int parent = parent_in_root(path, &name);
    if (parent < 0) launch_fail("file", path);
    int fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    bool exists = fd < 0 && errno == EEXIST;
    if (!exists) {
        if (fd < 0 || !write_fully(fd, content, length)) launch_fail("file", path);
        close(fd);
    }
    return !exists;
}

static void copy_in_root(const char *path, const char *source) {
    int fd = mounts_openat2(AT_FDCWD, source, O_RDONLY | O_NONBLOCK, RESOLVE_NO_MAGICLINKS);
    if (fd < 0 && (errno == ENOENT || errno == EACCES)) return;
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0) launch_fail("copy", source);
    if (S_ISREG(st.st_mode) && st.st_size <= COPY_MAX) {
        size_t length = (size_t)st.st_size;
        uint8_t *content = must_alloc(length);
        if (!read_fully(fd, content, length)) launch_fail("copy", source);
        /* A tree that shows the host's own file of that name needs no copy of it. */
        (void)create_in_root(path, st.st_mode & 0755, content, length);
        free(content);
    }
    close(fd);
}

static void link_in_root(const char *path, const char *target) {
    const char *name;
    int parent = parent_in_root(path, &name);
    if (parent < 0 || symlinkat(target, parent, name) < 0) launch_fail("link", path);
}

static void attach_file(struct operation *op) {
    const char *name;
    int parent = parent_in_root(op->path, &name);
    if (parent < 0) launch_fail("tree", op->path);
    int fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0 && errno != EEXIST && errno != EROFS) launch_fail("tree", op->path);
    if (fd >= 0) close(fd);
    int destination = in_root(op->path, O_PATH);
    if (destination < 0 || mounts_move_mount(op->fd, destination) < 0) launch_fail("tree", op->path);
    close(destination);
    close(op->fd);
    forget_parent();
}

static void attach_tree(struct operation *op, uint32_t index) {
    if (op->tree == TREE_FILE_READ || op->tree == TREE_FILE_WRITE) {
        attach_file(op);
        return;
    }
    int destination = directory_in_root(op->path, 0755);
    if (destination < 0) launch_fail("tree", op->path);
    if (op->tree == TREE_WRITE) {
        if (mounts_move_mount(op->fd, destination) < 0) launch_fail("move_mount", op->path);
    } else {
        mounts_overlay(op, index, destination);
    }
    close(destination);
    forget_parent();
}

static void attach_scratch(struct operation *op, uint32_t index) {
    char name[32];
    int source = mounts_staging_directory("s", index, name);
    char path[64];
    snprintf(path, sizeof path, STAGING "/%s", name);
    if (chmod(path, op->mode) < 0) launch_fail("scratch", op->path);
    int tree = mounts_open_tree(source, OPEN_TREE_CLONE);
    int destination = directory_in_root(op->path, 0755);
    if (tree < 0 || destination < 0 || mounts_move_mount(tree, destination) < 0) launch_fail("scratch", op->path);
    close(source);
    close(tree);
    close(destination);
    forget_parent();
}

/* What hides an entry of /proc, as a detached mount that waits for it. Most masks are the same empty file. */
static void stage_mask(struct operation *op, uint32_t index) {
    char path[64];
    if (op->directory || op->content_length) snprintf(path, sizeof path, STAGING "/m/%u", index);
    else snprintf(path, sizeof path, STAGING "/m/empty");
    if (op->directory && mkdir(path, 0555) < 0) launch_fail("mask", op->path);
    if (!op->directory) {
        int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
        if (file < 0 || !write_fully(file, op->content, op->content_length)) launch_fail("mask", op->path);
        close(file);
    }
    int staged = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (staged < 0) launch_fail("mask", op->path);
    op->fd = mounts_clone(staged, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_RDONLY, op->path);
    close(staged);
}

static bool apart(const struct launch *launch, const struct operation *copy) {
    for (uint32_t i = 0; i < launch->operation_count; i++) {
        const struct operation *op = &launch->operations[i];
        if (op->kind != OP_TREE && op->kind != OP_SCRATCH) continue;
        size_t length = strlen(op->path);
        if (strncmp(copy->path, op->path, length) == 0 && (copy->path[length] == '/' || !copy->path[length]))
            return false;
    }
    return true;
}

void mounts_prepare(struct launch *launch) {
    mounts_open_sources(launch, false);
    char options[96];
    if (mount("bailiwick", STAGING, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=64m,nr_inodes=262144") < 0)
        launch_fail("tmpfs", STAGING);
    static const char *const directories[] = {"r", "t", "k", "s", "m"};
    for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
        char path[32];
        snprintf(path, sizeof path, STAGING "/%s", directories[i]);
        if (mkdir(path, 0755) < 0) launch_fail("staging", path);
    }
    /* Where trees wait beneath overlays is one mount, so that one call takes them all away. */
    if (mount(STAGING "/t", STAGING "/t", NULL, MS_BIND, NULL) < 0 || mkdir(STAGING "/t/l", 0755) < 0 ||
        mkdir(STAGING "/t/u", 0755) < 0)
        launch_fail("staging", STAGING "/t");
    /* The skeleton is a file system of its own, small: it holds directories and synthetic files only. */
    snprintf(options, sizeof options, "mode=0755,size=%dm,nr_inodes=%d", 32, 65536);
    if (mount("root", STAGING "/r", "tmpfs", MS_NOSUID | MS_NODEV, options) < 0) launch_fail("tmpfs", "root");
    snprintf(options, sizeof options, "mode=0755,size=%llu,nr_inodes=%llu",
             (unsigned long long)launch->scratch_bytes, (unsigned long long)launch->scratch_inodes);
    if (mount("scratch", STAGING "/s", "tmpfs", MS_NOSUID | MS_NODEV, options) < 0) launch_fail("tmpfs", "scratch");
    root_fd = open(STAGING "/r", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root_fd < 0 || chdir(STAGING) < 0) launch_fail("staging", STAGING);
    if (mkdir(STAGING "/r/proc", 0555) < 0) launch_fail("staging", "/proc");
    for (uint32_t i = 0; i < launch->operation_count; i++) {
        struct operation *op = &launch->operations[i];
        op->apart = op->kind == OP_COPY && apart(launch, op);
    }
}

void mounts_copy_apart(const struct launch *launch) {
    for (uint32_t i = 0; i < launch->operation_count; i++) {
        const struct operation *op = &launch->operations[i];
        if (op->apart) copy_in_root(op->path, op->source);
    }
}

void mounts_build(struct launch *launch) {
    devices_build();
    for (uint32_t i = 0; i < launch->operation_count; i++) {
        struct operation *op = &launch->operations[i];
        int fd;
        switch ((enum operation_kind)op->kind) {
            case OP_DIRECTORY:
                fd = directory_in_root(op->path, op->mode);
                if (fd < 0) launch_fail("directory", op->path);
                close(fd);
                break;
            case OP_FILE:
                if (!create_in_root(op->path, op->mode, op->content, op->content_length))
                    file_over(op->path, op->mode, op->content, op->content_length);
                break;
            case OP_LINK:
                link_in_root(op->path, op->source);
                break;
            case OP_COPY:
                if (!op->apart) copy_in_root(op->path, op->source);
                break;
            case OP_SCRATCH:
                attach_scratch(op, i);
                break;
            case OP_TREE:
                attach_tree(op, i);
                break;
            case OP_MASK:
                stage_mask(op, i);
                break;
        }
    }
    forget_parent();
}

void mounts_finish(const struct launch *launch) {
    /* Overlays hold their layers themselves. */
    if (umount2(STAGING "/t", MNT_DETACH) < 0) launch_fail("staging", STAGING "/t");
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY};
    if (!(launch->flags & LAUNCH_ROOT_WRITABLE) && mounts_setattr(root_fd, 0, &attr) < 0)
        launch_fail("mount", "/");
}
