/* The launcher: outer user namespace, private mounts, closed network, finished root; then bubblewrap. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mounts.h"
#include "roles.h"
#include "util.h"

/* The guardian's end is ours. The kernel forgets this wish whenever a process changes its user, so it is
 * renewed then; and a guardian that was gone before the wish is seen on its pidfd. */
static void die_with_guardian(int guardian) {
    struct pollfd ended = {.fd = guardian, .events = POLLIN};
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) launch_fail("guardian", "prctl");
    if (poll(&ended, 1, 0) != 0) _exit(71);
}

/* The sandbox is what the host should give up first when its memory ends. With CAP_SYS_RESOURCE the kernel also
 * keeps its programs from taking that back. Best effort: a container may forbid it. */
static void volunteer_for_oom(void) { (void)write_file("/proc/self/oom_score_adj", "500"); }

/* One line a map: inside 0 stands for one host id, so nothing of the host's other users is reachable. */
static void write_maps(struct proc_path process, const struct launch *launch) {
    char path[64], map[32];
    snprintf(path, sizeof path, "%s/setgroups", process.text);
    if (!write_file(path, "deny") && errno != ENOENT) launch_fail("setgroups", path);
    snprintf(path, sizeof path, "%s/gid_map", process.text);
    snprintf(map, sizeof map, "0 %u 1", launch->host_gid);
    if (!write_file(path, map)) launch_fail("gid_map", map);
    snprintf(path, sizeof path, "%s/uid_map", process.text);
    snprintf(map, sizeof map, "0 %u 1", launch->host_uid);
    if (!write_file(path, map)) launch_fail("uid_map", map);
}

/* Mapping an id other than one's own takes a process with CAP_SETUID that stayed outside. Root's groups are
 * left behind before: they would go on opening what root's group may read. */
static void enter_mapped_by_helper(const struct launch *launch) {
    int ready[2], written[2];
    if (syscall(SYS_setgroups, 0, NULL) < 0) launch_fail("user namespace", "setgroups");
    if (pipe2(ready, O_CLOEXEC) < 0 || pipe2(written, O_CLOEXEC) < 0) launch_fail("user namespace", "pipe");
    struct proc_path self = launch_own_proc();
    pid_t helper = fork();
    if (helper < 0) launch_fail("user namespace", "fork");
    char byte = 1;
    if (helper == 0) {
        close(ready[1]);
        close(written[0]);
        if (read(ready[0], &byte, 1) != 1) _exit(0);
        write_maps(self, launch);
        (void)!write(written[1], &byte, 1);
        _exit(0);
    }
    close(ready[0]);
    close(written[1]);
    if (unshare(CLONE_NEWUSER) < 0) launch_fail("user namespace", "unshare");
    if (write(ready[1], &byte, 1) != 1 || read(written[0], &byte, 1) != 1) _exit(71);
    close(ready[1]);
    close(written[0]);
    if (waitpid(helper, NULL, 0) < 0) launch_fail("user namespace", "waitpid");
    if (syscall(SYS_setresgid, 0, 0, 0) < 0 || syscall(SYS_setresuid, 0, 0, 0) < 0)
        launch_fail("user namespace", "setresuid");
}

/* A single-threaded process that moves itself alone is not kept waiting for the threads of all others, as one is that
 * moves a whole process. Only version 1 can do that ("tasks"); for version 2 the guardian has made us a member. */
static bool join_cgroup(const char *directory, const char *file) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", directory, file) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return false;
    }
    return write_file(path, "0");
}

static void join_cgroups(const struct launch *launch, bool in_unified) {
    for (char **directory = launch->cgroups; *directory; directory++) {
        if (join_cgroup(*directory, "tasks")) continue;
        if (errno == ENOENT && (in_unified ? group_is_unified(*directory) : join_cgroup(*directory, "cgroup.procs"))) continue;
        launch_fail("cgroup", *directory);
    }
}

struct arguments {
    char *items[512];
    size_t count;
};

static void add(struct arguments *a, const char *item) {
    if (a->count + 1 >= sizeof a->items / sizeof *a->items) {
        errno = E2BIG;
        launch_fail("bubblewrap", item);
    }
    a->items[a->count] = strdup(item);
    if (!a->items[a->count]) _exit(70);
    a->items[++a->count] = NULL;
}

static void add_all(struct arguments *a, const char *const *items) {
    for (; *items; items++) add(a, *items);
}

static void bubblewrap_arguments(struct arguments *a, const struct launch *launch) {
    char binary[32];
    snprintf(binary, sizeof binary, "/proc/self/fd/%d", BINARY_FD);
    /* --disable-userns needs the explicit --unshare-user; the network namespace is ours already. The root is finished
     * and every mount in it has its flags: --dev-bind leaves them as they are. */
    const char *const all[] = {
        "bwrap",         "--unshare-user", "--disable-userns",  "--unshare-pid", "--unshare-ipc", "--unshare-uts",
        "--unshare-cgroup-try", "--uid",   "1000",              "--gid",         "1000",          "--hostname",
        launch->hostname, "--as-pid-1",    "--die-with-parent", "--cap-drop",    "ALL",           "--dev-bind",
        STAGING "/r",    "/",              "--proc",            "/proc",         "--chdir",       "/",
        "--",            binary,           "init",              NULL};
    add_all(a, all);
}

/* Leaves exactly: 0 and 1 on /dev/null, 2 the report pipe, and the four descriptors that init is promised. */
static void arrange_descriptors(const struct launch_descriptors *descriptors, int seal) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(descriptors->error, 2) < 0)
        launch_fail("descriptors", "stdio");
    /* Lift the sources above the fixed numbers first, so that no dup2 overwrites one of them. */
    int control = fcntl(descriptors->control, F_DUPFD_CLOEXEC, 64);
    int hello = fcntl(descriptors->hello, F_DUPFD_CLOEXEC, 64);
    seal = fcntl(seal, F_DUPFD_CLOEXEC, 64);
    int report = fcntl(2, F_DUPFD_CLOEXEC, 64);
    if (control < 0 || hello < 0 || seal < 0 || report < 0) launch_fail("descriptors", "lift");
    launch_report_to(report);
    if (dup2(control, CONTROL_FD) < 0 || dup2(hello, HELLO_FD) < 0 || dup2(seal, SEAL_FD) < 0 ||
        !set_cloexec(BINARY_FD, false))
        launch_fail("descriptors", "place");
    int keep[] = {CONTROL_FD, HELLO_FD, SEAL_FD, BINARY_FD, report};
    close_all_except(keep, sizeof keep / sizeof *keep);
}

/* bubblewrap looks its child up in /proc by the pid that it knows, so /proc must count as this PID namespace does;
 * the host's shows some other process there, or none. Needs rights over whoever owns the PID namespace. */
static void mount_own_proc(void) {
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) launch_fail("private mounts", "/");
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) launch_fail("mount", "/proc");
}

void launcher_main(struct launch *launch, const struct launch_descriptors *descriptors) {
    launch_report_to(descriptors->error);
    bool privileged = launch->flags & LAUNCH_PRIVILEGED;
    umask(0);
    die_with_guardian(descriptors->guardian);
    /* The guardian is not dumpable, and an undumpable process may not write its own id maps. */
    if (prctl(PR_SET_DUMPABLE, 1) < 0) launch_fail("launcher", "prctl");
    volunteer_for_oom();
    join_cgroups(launch, descriptors->in_unified);
    if (privileged) {
        if (unshare(CLONE_NEWNS) < 0) launch_fail("namespaces", "unshare");
        mount_own_proc();
        /* Root opens what only root may see while it still is root; all else is opened without that right. */
        mounts_open_sources(launch, true);
        enter_mapped_by_helper(launch);
        die_with_guardian(descriptors->guardian);
    } else {
        write_maps(launch_own_proc(), launch);
    }
    if (unshare(CLONE_NEWNS) < 0) launch_fail("namespaces", "unshare");
    if (!privileged) mount_own_proc();
    mounts_prepare(launch);
    struct beside beside = beside_start(launch);
    mounts_build(launch);
    beside_join(beside);
    mounts_finish(launch);
    int seal = seal_start(launch, descriptors);
    struct arguments arguments = {0};
    bubblewrap_arguments(&arguments, launch);
    arrange_descriptors(descriptors, seal);
    char *const environment[] = {NULL};
    execve(launch->bwrap, arguments.items, environment);
    launch_fail("bubblewrap", launch->bwrap);
}
