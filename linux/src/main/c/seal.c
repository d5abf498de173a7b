/* The mounts that need the sandbox's own /proc, which bubblewrap makes: the masks over what tells of the host.
 *
 * A process of the launcher's user namespace, and so with rights over that of bubblewrap, enters the finished
 * mount namespace when init asks for it, adds them and ends, all before init has done anything else. Mounted by
 * bubblewrap instead, each would cost a reading of the whole mount table. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mounts.h"
#include "util.h"

/* Never through a symbolic link; /proc is the sandbox's own and no program has run in it. */
static int destination(const char *path) {
    int fd = mounts_openat2(AT_FDCWD, path, O_PATH | O_NOFOLLOW, RESOLVE_NO_SYMLINKS);
    if (fd < 0 && errno != ENOENT) launch_fail("mask", path);
    return fd;
}

/* What this kernel does not have needs no mask; only here it can be told, for the host's /proc may itself be covered. */
static void mask(const struct operation *op) {
    int to = destination(op->path);
    if (to < 0) return;
    if (mounts_move_mount(op->fd, to) < 0) launch_fail("mask", op->path);
    close(to);
}

/* The sandbox's uid owns its IPC and PID namespaces, and the kernel lets an owner change their settings. */
static void protect_settings(void) {
    int settings = destination("/proc/sys");
    if (settings < 0) launch_fail("mask", "/proc/sys");
    int tree = mounts_clone(settings, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_RDONLY,
                            "/proc/sys");
    if (mounts_move_mount(tree, settings) < 0) launch_fail("mask", "/proc/sys");
    close(settings);
    close(tree);
}

_Noreturn static void seal(const struct launch *launch, int requests) {
    pid_t init = read_sender(requests, 0);
    if (init <= 0) _exit(0); /* bubblewrap failed, and says why itself */
    int process = (int)syscall(SYS_pidfd_open, init, 0);
    if (process < 0 || setns(process, CLONE_NEWNS) < 0) launch_fail("seal", "mount namespace");
    protect_settings();
    for (uint32_t i = 0; i < launch->operation_count; i++)
        if (launch->operations[i].kind == OP_MASK) mask(&launch->operations[i]);
    if (!write_fully(requests, "", 1)) launch_fail("seal", "answer");
    _exit(0);
}

int seal_start(const struct launch *launch, const struct launch_descriptors *descriptors) {
    int ends[2], on = 1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ||
        setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on) < 0)
        launch_fail("seal", "socket pair");
    pid_t child = fork();
    if (child < 0) launch_fail("seal", "fork");
    if (child > 0) {
        close(ends[0]);
        return ends[1];
    }
    close(ends[1]);
    close(descriptors->control);
    close(descriptors->hello);
    seal(launch, ends[0]);
}
