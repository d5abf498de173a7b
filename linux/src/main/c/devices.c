/* The sandbox's own /dev: the harmless nodes of the host's, terminals of its own, and nothing else. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "mounts.h"

#define DEVICES STAGING "/r/dev"

static void make_file(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
    if (fd < 0) launch_fail("devices", path);
    close(fd);
}

static void make_directory(const char *path) {
    if (mkdir(path, 0755) < 0) launch_fail("devices", path);
}

/* Documentation/admin-guide/devices.txt */
struct node {
    const char *name;
    unsigned major, minor;
};

/* By its numbers, for a name says nothing of what is opened. A mount that is only read keeps the host's node as it is, its
 * times among it; a device can be written to all the same. */
static void bind_node(const struct node *node) {
    char source[32], destination[64];
    snprintf(source, sizeof source, "/dev/%s", node->name);
    snprintf(destination, sizeof destination, DEVICES "/%s", node->name);
    int from = open(source, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;
    if (from < 0 || fstat(from, &st) < 0) launch_fail("devices", source);
    if (!S_ISCHR(st.st_mode) || st.st_rdev != makedev(node->major, node->minor)) {
        errno = ENODEV;
        launch_fail("devices", source);
    }
    mounts_attach(mounts_clone(from, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_RDONLY, source), destination);
    close(from);
}

void devices_build(void) {
    static const struct node nodes[] = {{"null", 1, 3},   {"zero", 1, 5},    {"full", 1, 7},
                                        {"random", 1, 8}, {"urandom", 1, 9}, {"tty", 5, 0}};
    static const char *const links[][2] = {
        {"/proc/self/fd/0", DEVICES "/stdin"}, {"/proc/self/fd/1", DEVICES "/stdout"},
        {"/proc/self/fd/2", DEVICES "/stderr"}, {"/proc/self/fd", DEVICES "/fd"},
        {"/proc/kcore", DEVICES "/core"},      {"pts/ptmx", DEVICES "/ptmx"},
    };
    make_directory(DEVICES);
    make_directory(DEVICES "/pts");
    make_directory(DEVICES "/shm");
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        char path[64];
        snprintf(path, sizeof path, DEVICES "/%s", nodes[i].name);
        make_file(path);
    }
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (symlink(links[i][0], links[i][1]) < 0) launch_fail("devices", links[i][1]);
    /* A mount of its own, so that nothing can be added although the top of the root may be writable. */
    int self = open(DEVICES, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (self < 0) launch_fail("devices", DEVICES);
    mounts_attach(mounts_clone(self, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_RDONLY, DEVICES), DEVICES);
    close(self);
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) bind_node(&nodes[i]);
    if (mount("devpts", DEVICES "/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620") < 0)
        launch_fail("devices", "devpts");
}
