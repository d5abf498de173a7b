/* SYS-18..22: socket families, types and protocols. */
#define _GNU_SOURCE
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

enum { FAMILIES = 46, PROTOCOLS = 263, DCCP_TYPE = 6, PACKET_TYPE = 10 };

static void make_socket(struct verdict *v, const struct probe_case *self) {
    const unsigned long *a = self->call.arguments;
    decide_reached(v, syscall(SYS_socket, a[0], a[1], a[2]), self->title);
    if (v->outcome != OPEN || !v->error) return;
    /* The kernel knows no such family or protocol: nothing to reach, but the filter let the question through. */
    if (v->error == EPROTONOSUPPORT || v->error == ESOCKTNOSUPPORT || v->error == EINVAL)
        not_exercisable(v, "%s: %s, by the kernel and not by a filter", self->title, strerror(v->error));
}

static bool in_table(int family, int type, int protocol) {
    switch (family) {
        case AF_UNIX: return true;
        case AF_INET:
        case AF_INET6:
            return (type == SOCK_STREAM && (protocol == 0 || protocol == IPPROTO_TCP)) ||
                   (type == SOCK_DGRAM && (protocol == 0 || protocol == IPPROTO_UDP));
        case AF_NETLINK: return protocol == NETLINK_ROUTE;
        default: return false;
    }
}

/* Families that the kernel does not know are asked for protocol 0 alone: each question may start modprobe. */
static void sweep(struct verdict *v, const struct probe_case *self) {
    (void)self;
    static const int TYPES[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET, DCCP_TYPE, PACKET_TYPE};
    int surplus = 0;
    char first[64] = "";
    for (int family = 0; family < FAMILIES; family++)
        for (size_t t = 0; t < COUNT(TYPES); t++)
            for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
                long fd = syscall(SYS_socket, family, TYPES[t] | SOCK_CLOEXEC, protocol);
                int error = errno;
                if (fd >= 0) close((int)fd);
                if (fd >= 0 && !in_table(family, TYPES[t], protocol) && !surplus++)
                    snprintf(first, sizeof first, "family %d type %d protocol %d", family, TYPES[t], protocol);
                if (fd < 0 && error == EAFNOSUPPORT && family != AF_INET && family != AF_INET6 && family != AF_NETLINK) break;
            }
    if (surplus)
        works(v, "%d sockets beyond the table, first %s", surplus, first);
    else
        refused(v, 0, "no socket beyond the table");
}

static void netlink_sweep(struct verdict *v, const struct probe_case *self) {
    (void)self;
    refused(v, 0, "NETLINK_ROUTE alone");
    for (int protocol = 1; protocol <= 22; protocol++) {
        int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        if (fd < 0) continue;
        close(fd);
        works(v, "netlink protocol %d", protocol);
    }
}

/* Configures an interface that does not exist: anything but EPERM says that the right was there. */
static void route_request(struct verdict *v, const struct probe_case *self) {
    struct {
        struct nlmsghdr header;
        union {
            struct ifinfomsg link;
            struct ifaddrmsg address;
            struct rtmsg route;
        } body;
    } request = {0};
    char answer[4096];
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = (uint16_t)self->number;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    if (self->number == RTM_NEWADDR) {
        request.body.address.ifa_family = AF_INET;
        request.body.address.ifa_index = 0x7ffffff0;
    } else if (self->number == RTM_NEWLINK) {
        request.body.link.ifi_index = 0x7ffffff0;
    } else {
        request.body.route.rtm_family = AF_INET;
        request.body.route.rtm_dst_len = 99;
    }
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0 || send(fd, &request, sizeof request, 0) < 0) {
        refused(v, errno, "netlink: %s", strerror(errno));
        return;
    }
    ssize_t n = recv(fd, answer, sizeof answer, 0);
    struct nlmsghdr *header = (struct nlmsghdr *)answer;
    if (n < (ssize_t)NLMSG_LENGTH(sizeof(struct nlmsgerr)) || header->nlmsg_type != NLMSG_ERROR) {
        not_exercisable(v, "no answer");
        return;
    }
    int error = -((struct nlmsgerr *)NLMSG_DATA(header))->error;
    errno = error;
    decide_reached(v, error ? -1 : 0, self->title);
}

#define SOCKET(id, title, family, type, protocol) \
    {id, title, ATTACK, "", make_socket, {"socket", SYS_socket, {family, type, protocol}}, 0, 0}
#define SOCKET_NEEDS(id, title, needs, family, type, protocol) \
    {id, title, ATTACK, needs, make_socket, {"socket", SYS_socket, {family, type, protocol}}, 0, 0}

static const struct probe_case CASES[] = {
    {"SYS-18/sweep", "every family, type and protocol", ATTACK, "", sweep, {0}, 0, 0},
    SOCKET_NEEDS("SYS-19/alg", "AF_ALG", "module", 38, SOCK_SEQPACKET, 0),
    SOCKET("SYS-20/vsock", "AF_VSOCK stream", 40, SOCK_STREAM, 0),
    SOCKET("SYS-20/vsock-dgram", "AF_VSOCK datagram", 40, SOCK_DGRAM, 0),
    SOCKET("SYS-21/mptcp", "MPTCP", AF_INET, SOCK_STREAM, 262),
    SOCKET("SYS-21/mptcp6", "MPTCP over IPv6", AF_INET6, SOCK_STREAM, 262),
    SOCKET_NEEDS("SYS-21/sctp", "SCTP", "module", AF_INET, SOCK_STREAM, 132),
    SOCKET_NEEDS("SYS-21/dccp", "DCCP", "module", AF_INET, DCCP_TYPE, 33),
    SOCKET("SYS-21/udplite", "UDP-Lite", AF_INET, SOCK_DGRAM, 136),
    SOCKET_NEEDS("SYS-21/l2tp", "L2TP", "module", AF_INET, SOCK_DGRAM, 115),
    SOCKET_NEEDS("SYS-21/raw", "raw IP", "userns", AF_INET, SOCK_RAW, 255),
    SOCKET_NEEDS("SYS-21/icmp", "ICMP datagram", "root", AF_INET, SOCK_DGRAM, 1),
    SOCKET_NEEDS("SYS-21/packet", "AF_PACKET", "userns", 17, SOCK_RAW, 0x0300),
    SOCKET_NEEDS("SYS-21/key", "AF_KEY", "module", 15, SOCK_RAW, 2),
    SOCKET_NEEDS("SYS-21/can", "AF_CAN", "module", 29, SOCK_RAW, 1),
    SOCKET_NEEDS("SYS-21/bluetooth", "AF_BLUETOOTH", "module", 31, SOCK_RAW, 1),
    SOCKET_NEEDS("SYS-21/rxrpc", "AF_RXRPC", "module", 33, SOCK_DGRAM, 2),
    SOCKET_NEEDS("SYS-21/tipc", "AF_TIPC", "module", 30, SOCK_RDM, 0),
    SOCKET_NEEDS("SYS-21/smc", "AF_SMC", "module", 43, SOCK_STREAM, 0),
    SOCKET_NEEDS("SYS-21/xdp", "AF_XDP", "userns", 44, SOCK_RAW, 0),
    SOCKET("SYS-22/xfrm", "NETLINK_XFRM", AF_NETLINK, SOCK_RAW, NETLINK_XFRM),
    SOCKET("SYS-22/netfilter", "NETLINK_NETFILTER", AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER),
    SOCKET("SYS-22/sock-diag", "NETLINK_SOCK_DIAG", AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG),
    SOCKET("SYS-22/uevent", "NETLINK_KOBJECT_UEVENT", AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT),
    SOCKET("SYS-22/generic", "NETLINK_GENERIC", AF_NETLINK, SOCK_RAW, NETLINK_GENERIC),
    SOCKET_NEEDS("SYS-22/audit", "NETLINK_AUDIT", "module", AF_NETLINK, SOCK_RAW, NETLINK_AUDIT),
    {"SYS-22/sweep", "every netlink protocol but ROUTE", ATTACK, "", netlink_sweep, {0}, 0, 0},
    {"SYS-22/new-address", "RTM_NEWADDR", ATTACK, "userns", route_request, {0}, 0, RTM_NEWADDR},
    {"SYS-22/new-link", "RTM_NEWLINK", ATTACK, "userns", route_request, {0}, 0, RTM_NEWLINK},
    {"SYS-22/new-route", "RTM_NEWROUTE", ATTACK, "userns", route_request, {0}, 0, RTM_NEWROUTE},
};

struct family socket_family(void) { return FAMILY(CASES); }
