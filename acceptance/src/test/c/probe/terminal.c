/* PROC-11 and SYS-32: requests on terminals and other descriptors. A bad pointer in place of the byte shows that
 * the driver was reached without typing anything. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

enum { STI = 0x5412, LINUX_CONSOLE = 0x541C, SETD = 0x5423 };
#define DIRTY (1UL << 32)

/* A terminal of our own as controlling terminal, or fd 0. */
static int own_terminal(void) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) return 0;
    const char *name = ptsname(master);
    int slave = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    if (slave < 0) return 0;
    ioctl(slave, TIOCSCTTY, 0);
    return slave;
}

static void request_in_session(struct verdict *v, const struct probe_case *self) {
    decide_reached(v, syscall(SYS_ioctl, own_terminal(), self->call.arguments[1], BAD_POINTER), self->title);
    if (v->error == EIO) refused(v, EIO, "the kernel has TIOCSTI switched off");
}

static void terminal_request(struct verdict *v, const struct probe_case *self) {
    in_new_session(v, self, request_in_session);
}

static void host_terminal(struct verdict *v, const struct probe_case *self) {
    (void)self;
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    int error = errno;
    if (fd < 0 && isatty(0)) fd = 0;
    if (fd < 0) {
        refused(v, error, "no terminal: %s", strerror(error));
        return;
    }
    decide_reached(v, syscall(SYS_ioctl, fd, STI, BAD_POINTER), "TIOCSTI on the caller's terminal");
    if (v->error == EIO) refused(v, EIO, "the kernel has TIOCSTI switched off");
}

/* An interface that does not exist: ENODEV says that the right to configure was there. */
static void configure_interface(struct verdict *v, const struct probe_case *self) {
    struct ifreq request = {0};
    strcpy(request.ifr_name, "blwprobe0");
    request.ifr_addr.sa_family = AF_INET;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    decide_reached(v, ioctl(fd, (int)self->number, &request), self->title);
}

static void map_blocks(struct verdict *v, const struct probe_case *self) {
    (void)self;
    const char *name = fresh_name(workspace(), "blocks");
    int block = 0, fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    unlink(name);
    decide_reached(v, ioctl(fd, 1 /* FIBMAP */, &block), "FIBMAP");
}

#define REQUEST(id, title, request) \
    {id, title, ATTACK, "", terminal_request, {"ioctl", SYS_ioctl, {0, request, BAD_POINTER}}, 0, 0}

static const struct probe_case CASES[] = {
    REQUEST("PROC-11/sti", "TIOCSTI", STI),
    REQUEST("PROC-11/sti-dirty", "TIOCSTI with bit 32 set", DIRTY | STI),
    REQUEST("PROC-11/sti-all-dirty", "TIOCSTI with every upper bit set", 0xFFFFFFFF00000000UL | STI),
    REQUEST("PROC-11/console", "TIOCLINUX", LINUX_CONSOLE),
    REQUEST("PROC-11/console-dirty", "TIOCLINUX with bit 32 set", DIRTY | LINUX_CONSOLE),
    REQUEST("PROC-11/discipline", "TIOCSETD", SETD),
    REQUEST("PROC-11/discipline-dirty", "TIOCSETD with bit 32 set", DIRTY | SETD),
    {"PROC-11/host-terminal", "type into the caller's terminal", ATTACK, "tty", host_terminal, {0}, 0, 0},
    {"SYS-32/set-address", "SIOCSIFADDR", ATTACK, "userns", configure_interface, {0}, 0, 0x8916},
    {"SYS-32/set-flags", "SIOCSIFFLAGS", ATTACK, "userns", configure_interface, {0}, 0, 0x8914},
    {"SYS-32/map-blocks", "FIBMAP", ATTACK, "root", map_blocks, {0}, 0, 0},
};

struct family terminal_family(void) { return FAMILY(CASES); }
