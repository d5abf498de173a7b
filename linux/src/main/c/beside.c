/* What is built beside the mounts, by a child on another processor: the closed network, which takes the kernel as long
 * as twenty mounts, and the small files that are copied. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mounts.h"
#include "util.h"

static void loopback_up(void) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {.ifr_name = "lo"};
    if (fd < 0) launch_fail("loopback", "socket");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (ioctl(fd, SIOCSIFFLAGS, &request) < 0) launch_fail("loopback", "lo");
    close(fd);
}

/* Its namespace lives as long as it does, so it stays until it has been entered. */
_Noreturn static void work(const struct launch *launch, int done) {
    char byte;
    /* The launcher has changed its user since it last was; only what may be traced can be entered. */
    if (prctl(PR_SET_DUMPABLE, 1) < 0) launch_fail("network namespace", "prctl");
    if (unshare(CLONE_NEWNET) < 0) launch_fail("network namespace", "unshare");
    loopback_up();
    mounts_copy_apart(launch);
    if (!write_fully(done, "", 1)) _exit(71);
    (void)!read(done, &byte, 1);
    _exit(0);
}

struct beside beside_start(const struct launch *launch) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) launch_fail("beside", "socket pair");
    pid_t child = fork();
    if (child < 0) launch_fail("beside", "fork");
    if (child == 0) {
        close(ends[0]);
        work(launch, ends[1]);
    }
    close(ends[1]);
    return (struct beside){.child = child, .done = ends[0]};
}

void beside_join(struct beside beside) {
    char byte;
    if (!read_fully(beside.done, &byte, 1)) _exit(71); /* the child has told why */
    int process = (int)syscall(SYS_pidfd_open, beside.child, 0);
    if (process < 0 || setns(process, CLONE_NEWNET) < 0) launch_fail("network namespace", "setns");
    close(process);
    close(beside.done);
    int status;
    if (waitpid(beside.child, &status, 0) < 0 || status != 0) launch_fail("beside", "wait");
}
