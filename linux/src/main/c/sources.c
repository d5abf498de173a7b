/* Opens what the host gives to a sandbox, as detached mounts, before anything is built. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mounts.h"
#include "util.h"

/* A user namespace in which the host ids of `owner` stand for the sandbox's own: what an idmapped mount needs.
 * It outlives the child that made it, held by the descriptor. */
static int make_idmap_namespace(const struct launch *launch, const struct stat *owner) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) launch_fail("idmap", "socket pair");
    pid_t child = fork();
    if (child < 0) launch_fail("idmap", "fork");
    struct proc_path proc;
    if (child == 0) {
        close(ends[0]);
        if (unshare(CLONE_NEWUSER) < 0) launch_fail("idmap", "user namespace");
        proc = launch_own_proc();
        if (write_fully(ends[1], &proc, sizeof proc)) (void)!read(ends[1], &proc, 1);
        _exit(0);
    }
    close(ends[1]);
    if (!read_fully(ends[0], &proc, sizeof proc)) _exit(71); /* the child has told why */
    char path[64], map[64];
    snprintf(path, sizeof path, "%s/uid_map", proc.text);
    snprintf(map, sizeof map, "%u %u 1", owner->st_uid, launch->host_uid);
    if (!write_file(path, map)) launch_fail("idmap", "uid_map");
    snprintf(path, sizeof path, "%s/gid_map", proc.text);
    snprintf(map, sizeof map, "%u %u 1", owner->st_gid, launch->host_gid);
    if (!write_file(path, map)) launch_fail("idmap", "gid_map");
    snprintf(path, sizeof path, "%s/ns/user", proc.text);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) launch_fail("idmap", "namespace");
    close(ends[0]); /* ends the child, which whoever is PID 1 here collects in passing */
    return fd;
}

/* A tree and its layer mostly belong to the same owner. */
static int idmap_namespace(const struct launch *launch, const struct stat *owner) {
    static int last = -1;
    static uid_t last_uid;
    static gid_t last_gid;
    if (last >= 0 && last_uid == owner->st_uid && last_gid == owner->st_gid) return last;
    if (last >= 0) close(last);
    last_uid = owner->st_uid;
    last_gid = owner->st_gid;
    last = make_idmap_namespace(launch, owner);
    return last;
}

/* Makes what is missing of a directory that is to be written to, never through a symbolic link: as root a link
 * that an agent left would lead anywhere. Returns the directory's descriptor. */
static int make_source(const char *source) {
    int at = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (const char *start = source + 1; at >= 0 && *start;) {
        char name[NAME_MAX + 1];
        size_t length = strcspn(start, "/");
        if (length >= sizeof name) {
            errno = ENAMETOOLONG;
            launch_fail("create", source);
        }
        memcpy(name, start, length);
        name[length] = 0;
        start += length + (start[length] == '/');
        if (!length) continue;
        int next = mounts_openat2(at, name, O_PATH | O_DIRECTORY, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
        if (next < 0 && errno == ENOENT && (mkdirat(at, name, 0755) == 0 || errno == EEXIST))
            next = mounts_openat2(at, name, O_PATH | O_DIRECTORY, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
        int error = errno;
        close(at);
        errno = error;
        at = next;
    }
    return at;
}

static int open_source(const struct launch *launch, const char *source, uint8_t tree, bool idmap) {
    int at = mounts_openat2(AT_FDCWD, source, O_PATH | O_NOFOLLOW, RESOLVE_NO_SYMLINKS);
    if (at < 0 && errno == ENOENT && tree == TREE_WRITE) at = make_source(source);
    if (at < 0) launch_fail("open", source);
    struct stat st;
    if (fstat(at, &st) < 0) launch_fail("stat", source);
    bool file = tree == TREE_FILE_READ || tree == TREE_FILE_WRITE;
    if (file ? !S_ISREG(st.st_mode) : !S_ISDIR(st.st_mode)) {
        errno = file ? EINVAL : ENOTDIR;
        launch_fail("source", source);
    }
    bool through = tree == TREE_WRITE;
    int fd = mounts_open_tree(at, OPEN_TREE_CLONE | (through ? AT_RECURSIVE : 0));
    if (fd < 0) launch_fail("open_tree", source);
    close(at);
    /* Cut propagation: a clone of a shared mount would still receive what the host mounts beneath it. */
    struct mount_attr attr = {.propagation = MS_PRIVATE, .attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};
    if (tree == TREE_READ || tree == TREE_FILE_READ) attr.attr_set |= MOUNT_ATTR_RDONLY;
    if (idmap) {
        attr.attr_set |= MOUNT_ATTR_IDMAP;
        attr.userns_fd = (uint64_t)idmap_namespace(launch, &st);
    }
    if (mounts_setattr(fd, through ? AT_RECURSIVE : 0, &attr) < 0) launch_fail(idmap ? "idmap" : "mount_setattr", source);
    return fd;
}

void mounts_open_sources(struct launch *launch, bool only_idmapped) {
    for (uint32_t i = 0; i < launch->operation_count; i++) {
        struct operation *op = &launch->operations[i];
        if (op->kind != OP_TREE || op->fd >= 0 || (only_idmapped && !op->idmap)) continue;
        op->fd = open_source(launch, op->source, op->tree, op->idmap);
        /* A layer's directory is the supervisor's own and closed to everybody else, the sandbox's uid included. */
        if (op->tree == TREE_LAYER) op->layer_fd = open_source(launch, op->layer, TREE_LAYER, op->idmap);
    }
}
