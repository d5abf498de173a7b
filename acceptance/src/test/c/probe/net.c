/* The host's sockets: PROC-07 and PROC-20 by path and by abstract name, NET-01 over the loopback and the LAN. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/time.h>
#include <unistd.h>

#include "probe.h"

static long talk(int domain, int type, int protocol, const struct sockaddr *address, socklen_t length) {
    int fd = socket(domain, type | SOCK_CLOEXEC, protocol);
    struct timeval patience = {3, 0};
    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    long result = connect(fd, address, length);
    int error = errno;
    close(fd);
    errno = error;
    return result;
}

static void local_socket(struct verdict *v, const struct probe_case *self) {
    const char *name = need(v, self->path);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!name) return;
    size_t length = strlen(name) < sizeof address.sun_path - 2 ? strlen(name) : sizeof address.sun_path - 2;
    memcpy(address.sun_path + (self->number ? 1 : 0), name, length);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + 1);
    decide(v, talk(AF_UNIX, SOCK_STREAM, 0, (struct sockaddr *)&address, size), self->title);
}

static void tcp(struct verdict *v, const struct probe_case *self) {
    if (!need(v, "tcp")) return;
    const char *host = strchr(self->path, '.') ? self->path : need(v, self->path);
    if (!host) return;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)canary_number("tcp", 0))};
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        not_exercisable(v, "not an address: %s", host);
        return;
    }
    decide(v, talk(AF_INET, SOCK_STREAM, (int)self->number, (struct sockaddr *)&address, sizeof address), self->title);
}

/* TCP Fast Open carries data in sendto(2) without connect(2): Landlock's connect rules do not see it. */
static void fast_open(struct verdict *v, const struct probe_case *self) {
    (void)self;
    if (!need(v, "tcp")) return;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)canary_number("tcp", 0))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    decide(v, sendto(fd, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address), "TCP Fast Open");
}

static const struct probe_case CASES[] = {
    {"PROC-07/pathname", "connect to a host socket by its path", ATTACK, "unix", local_socket, {0}, "unix", 0},
    {"PROC-07/abstract", "connect to a host socket by its abstract name", ATTACK, "name", local_socket, {0}, "name", 1},
    {"ENV-12/agent", "connect to the socket of an agent", ATTACK, "unix", local_socket, {0}, "unix", 0},
    {"NET-01/loopback", "connect to the host's loopback", ATTACK, "tcp", tcp, {0}, "127.0.0.1", 0},
    {"NET-01/any", "connect to the host by 0.0.0.0", ATTACK, "tcp", tcp, {0}, "0.0.0.0", 0},
    {"NET-01/lan", "connect to the host's own address", ATTACK, "tcp,lan", tcp, {0}, "lan", 0},
    {"NET-01/mptcp", "connect to the host by MPTCP", ATTACK, "tcp", tcp, {0}, "127.0.0.1", 262},
    {"NET-01/fast-open", "connect to the host by TCP Fast Open", ATTACK, "tcp", fast_open, {0}, 0, 0},
};

struct family net_family(void) { return FAMILY(CASES); }
