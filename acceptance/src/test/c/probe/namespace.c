/* SYS-01..03, FS-35: namespaces of one's own, and mounts in them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

enum { CLONE3 = 435, NEWTIME = 0x80 };
#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

static void make_by_clone(struct verdict *v, const struct probe_case *self) {
    long child = syscall(SYS_clone, self->call.arguments[0] | SIGCHLD, 0, 0, 0, 0);
    if (child == 0) _exit(0);
    decide(v, child, self->title);
    if (child > 0) wait_for((pid_t)child);
}

static void make_by_clone3(struct verdict *v, const struct probe_case *self) {
    /* struct clone_args, first version: clone(2). */
    struct { uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls; }
        arguments = {.flags = (uint64_t)self->number, .exit_signal = SIGCHLD};
    long child = syscall(CLONE3, &arguments, sizeof arguments);
    if (child == 0) _exit(0);
    decide(v, child, self->title);
    if (child > 0) wait_for((pid_t)child);
}

static void enter(struct verdict *v, const struct probe_case *self) {
    long fd = self->number == 1 ? syscall(434, 1, 0) : open(self->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        decide(v, fd, self->number == 1 ? "pidfd_open" : self->path);
    else
        decide(v, syscall(SYS_setns, fd, self->call.arguments[1]), self->title);
}

static void nested_network(struct verdict *v, const struct probe_case *self) {
    (void)self;
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
        refused(v, errno, "unshare: %s", strerror(errno));
        return;
    }
    decide(v, socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 12), "NETLINK_NETFILTER with CAP_NET_ADMIN");
}

/* In a mount namespace of our own where one can be had, so that nothing of the caller's changes. Without the right
 * to make one there is no right to mount either. */
static bool private_mounts(bool user) {
    if (unshare(CLONE_NEWNS | (user ? CLONE_NEWUSER : 0)) < 0) return !on_initial_user_namespace_as_root();
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static void mount_something(struct verdict *v, const struct probe_case *self) {
    if (!private_mounts(self->number == 3)) {
        refused(v, errno, "no mount namespace: %s", strerror(errno));
        return;
    }
    const char *place = fresh_name(scratch(), "mount");
    mkdir(place, 0700);
    int result = -1;
    switch (self->number) {
        case 0:
        case 3: result = mount("tmpfs", place, "tmpfs", 0, NULL); break;
        case 1: result = mount("/", place, NULL, MS_BIND, NULL); break;
        case 2: result = mount(NULL, "/", NULL, MS_BIND | MS_REMOUNT, NULL); break;
        case 4: result = mount("proc", place, "proc", 0, NULL); break;
    }
    decide(v, result, self->title);
    if (result == 0 && self->number != 2) umount2(place, MNT_DETACH);
    rmdir(place);
}

static void unmount(struct verdict *v, const struct probe_case *self) {
    if (!private_mounts(false)) {
        refused(v, errno, "no mount namespace: %s", strerror(errno));
        return;
    }
    decide(v, umount2(self->path, MNT_DETACH), self->title);
}

static void change_root(struct verdict *v, const struct probe_case *self) {
    (void)self;
    decide(v, chroot("/"), "chroot");
}

#define UNSHARE(id, flag, needs) {id, "unshare " #flag, ATTACK, needs, attempt_call, {"unshare", SYS_unshare, {flag}}, 0, 0}
#define CLONED(id, flag, needs) {id, "clone " #flag, ATTACK, needs, make_by_clone, {"clone", SYS_clone, {flag | SIGCHLD}}, 0, 0}
#define CLONED3(id, flag, needs) {id, "clone3 " #flag, ATTACK, needs, make_by_clone3, {"clone3", CLONE3, {BAD_POINTER, 64}}, 0, flag}
#define ENTER(id, name, flag) \
    {id, "setns " name, ATTACK, "userns", enter, {"setns", SYS_setns, {3, flag}}, "/proc/self/ns/" name, 0}

static const struct probe_case CASES[] = {
    UNSHARE("SYS-01/unshare", CLONE_NEWUSER, ""),
    CLONED("SYS-01/clone", CLONE_NEWUSER, ""),
    CLONED3("SYS-01/clone3", CLONE_NEWUSER, ""),
    {"SYS-02/netfilter", "configure a firewall in a nested network", ATTACK, "", nested_network, {"unshare", SYS_unshare, {CLONE_NEWUSER | CLONE_NEWNET}}, 0, 0},
    UNSHARE("SYS-03/unshare-mount", CLONE_NEWNS, "userns"), UNSHARE("SYS-03/unshare-uts", CLONE_NEWUTS, "userns"),
    UNSHARE("SYS-03/unshare-ipc", CLONE_NEWIPC, "userns"), UNSHARE("SYS-03/unshare-pid", CLONE_NEWPID, "userns"),
    UNSHARE("SYS-03/unshare-cgroup", CLONE_NEWCGROUP, "userns"), UNSHARE("SYS-03/unshare-time", CLONE_NEWTIME, "userns"),
    UNSHARE("SYS-03/unshare-net", CLONE_NEWNET, "userns"),
    CLONED("SYS-03/clone-mount", CLONE_NEWNS, "userns"), CLONED("SYS-03/clone-uts", CLONE_NEWUTS, "userns"),
    CLONED("SYS-03/clone-ipc", CLONE_NEWIPC, "userns"), CLONED("SYS-03/clone-pid", CLONE_NEWPID, "userns"),
    CLONED("SYS-03/clone-cgroup", CLONE_NEWCGROUP, "userns"), CLONED("SYS-03/clone-net", CLONE_NEWNET, "userns"),
    CLONED3("SYS-03/clone3-mount", CLONE_NEWNS, "userns"), CLONED3("SYS-03/clone3-net", CLONE_NEWNET, "userns"),
    CLONED3("SYS-03/clone3-time", CLONE_NEWTIME, "userns"), CLONED3("SYS-03/clone3-pid", CLONE_NEWPID, "userns"),
    {"SYS-03/setns-nowhere", "setns reaches the kernel", ATTACK, "", attempt_call, {"setns", SYS_setns, {-1UL, 0}}, 0, 0},
    ENTER("SYS-03/setns-uts", "uts", CLONE_NEWUTS), ENTER("SYS-03/setns-mount", "mnt", CLONE_NEWNS),
    ENTER("SYS-03/setns-net", "net", CLONE_NEWNET), ENTER("SYS-03/setns-ipc", "ipc", CLONE_NEWIPC),
    {"SYS-03/setns-pidfd", "setns to PID 1", ATTACK, "root", enter, {"setns", SYS_setns, {3, CLONE_NEWNET}}, 0, 1},
    {"FS-35/tmpfs", "mount a tmpfs", ATTACK, "userns", mount_something, {"mount", SYS_mount, {BAD_POINTER, BAD_POINTER, BAD_POINTER}}, 0, 0},
    {"FS-35/bind", "bind the root", ATTACK, "root", mount_something, {"mount", SYS_mount, {BAD_POINTER, BAD_POINTER, BAD_POINTER, MS_BIND}}, 0, 1},
    {"FS-35/remount", "remount the root writable", ATTACK, "root", mount_something, {"mount", SYS_mount, {0, BAD_POINTER, 0, MS_BIND | MS_REMOUNT}}, 0, 2},
    {"FS-35/nested", "mount in a nested namespace", ATTACK, "", mount_something, {"unshare", SYS_unshare, {CLONE_NEWNS | CLONE_NEWUSER}}, 0, 3},
    {"FS-35/proc", "mount a fresh /proc", ATTACK, "root", mount_something, {"mount", SYS_mount, {BAD_POINTER, BAD_POINTER, BAD_POINTER}}, 0, 4},
    {"FS-35/unmask", "unmount what covers /proc", ATTACK, "root", unmount, {"umount2", SYS_umount2, {BAD_POINTER, MNT_DETACH}}, "/proc", 0},
    {"FS-35/chroot", "chroot", ATTACK, "userns", change_root, {"chroot", SYS_chroot, {BAD_POINTER}}, 0, 0},
};

struct family namespace_family(void) { return FAMILY(CASES); }
