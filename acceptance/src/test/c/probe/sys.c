/* SYS: calls that must end in the filter. Each is made with arguments that the kernel's own code refuses with an
 * errno of its own (EFAULT, EINVAL, EBADF), so reaching the kernel shows and nothing happens. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <linux/filter.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "probe.h"

/* The numbers from 424 on are the same on every architecture; musl's headers do not know the newest. */
enum {
    OPEN_TREE = 428, MOVE_MOUNT = 429, FSOPEN = 430, FSCONFIG = 431, FSMOUNT = 432, FSPICK = 433,
    IO_URING_SETUP = 425, IO_URING_ENTER = 426, IO_URING_REGISTER = 427, CLONE3 = 435,
    PROCESS_MADVISE = 440, MOUNT_SETATTR = 442, MEMFD_SECRET = 447, PROCESS_MRELEASE = 448, CACHESTAT = 451,
    STATMOUNT = 457, LISTMOUNT = 458, OPEN_TREE_ATTR = 467,
};

#define NOWHERE ((unsigned long)-1)
#define STRANGE_FLAGS 0xF0000000UL

static void user_faults(struct verdict *v, const struct probe_case *self) {
    decide(v, syscall(self->call.number, self->call.arguments[0]), "userfaultfd");
}

/* A thread has its own filter pointer; one made after the lock-down must carry it too. */
static void *ring_in_thread(void *state) {
    struct verdict *v = state;
    decide_reached(v, syscall(IO_URING_SETUP, 1, BAD_POINTER), "io_uring_setup in a thread");
    return NULL;
}

static void in_thread(struct verdict *v, const struct probe_case *self) {
    (void)self;
    pthread_t thread;
    int error = pthread_create(&thread, NULL, ring_in_thread, v);
    if (error)
        not_exercisable(v, "no thread: %s", strerror(error));
    else
        pthread_join(thread, NULL);
}

/* A filter of the program's own can only narrow: what was refused stays refused. */
static void loosen_filter(struct verdict *v, const struct probe_case *self) {
    (void)self;
    struct sock_filter allow = {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW};
    struct sock_fprog program = {1, &allow};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) < 0)
        refused(v, errno, "seccomp: %s", strerror(errno));
    else
        decide_reached(v, syscall(IO_URING_SETUP, 1, BAD_POINTER), "io_uring_setup under an allow-all filter");
}

/* Syscall user dispatch (PR_SET_SYSCALL_USER_DISPATCH is 59) runs before seccomp in the kernel's entry code. */
static void dispatch_around(struct verdict *v, const struct probe_case *self) {
    (void)self;
    static char selector; /* SYSCALL_DISPATCH_FILTER_ALLOW */
    prctl(59, 1, 0, 0, &selector);
    decide_reached(v, syscall(IO_URING_SETUP, 1, BAD_POINTER), "io_uring_setup under user dispatch");
}

static void key_of_caller(struct verdict *v, const struct probe_case *self) {
    (void)self;
    const char *description = need(v, "key");
    char payload[512];
    if (!description) return;
    long key = syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", description, 0);
    long n = key < 0 ? -1 : syscall(SYS_keyctl, KEYCTL_READ, key, payload, sizeof payload);
    if (n > 0 && contains_secret(payload, (size_t)n))
        works(v, "the caller's session key was read");
    else
        refused(v, errno, "keyctl: %s", strerror(errno));
}

static void listed_key(struct verdict *v, const struct probe_case *self) {
    (void)self;
    static char buffer[1 << 16];
    const char *description = need(v, "key");
    if (!description) return;
    ssize_t n = read_file("/proc/keys", buffer, sizeof buffer);
    if (n > 0 && memmem(buffer, (size_t)n, description, strlen(description)))
        works(v, "/proc/keys lists the caller's key");
    else
        refused(v, n < 0 ? errno : 0, "/proc/keys does not list it");
}

static pid_t sleeping_child(void) {
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    return child;
}

static void trace_child(struct verdict *v, const struct probe_case *self) {
    pid_t child = sleeping_child();
    decide(v, ptrace((int)self->number, child, NULL, NULL), self->title);
    kill(child, SIGKILL);
    wait_for(child);
}

static void trace_me(struct verdict *v, const struct probe_case *self) {
    (void)self;
    decide(v, ptrace(PTRACE_TRACEME, 0, NULL, NULL), "PTRACE_TRACEME");
}

static void child_memory(struct verdict *v, const struct probe_case *self) {
    static char shared_place = 1;
    char byte = 0;
    pid_t child = sleeping_child();
    struct iovec local = {&byte, 1}, remote = {&shared_place, 1};
    decide(v, syscall(self->call.number, child, &local, 1UL, &remote, 1UL, 0UL), self->call.name);
    kill(child, SIGKILL);
    wait_for(child);
}

static void personality_change(struct verdict *v, const struct probe_case *self) {
    decide(v, syscall(SYS_personality, self->call.arguments[0]), self->title);
}

static void unknown_numbers(struct verdict *v, const struct probe_case *self) {
    (void)self;
    refused(v, ENOSYS, "every unknown number answers ENOSYS");
    for (long number = 470; number <= 600; number++)
        if (syscall(number, NOWHERE, 0, 0, 0, 0, 0) >= 0 || errno != ENOSYS) {
            works(v, "number %ld answers %s", number, strerror(errno));
            v->error = errno;
        }
}

static void one_number(struct verdict *v, const struct probe_case *self) {
    decide_reached(v, syscall(self->call.number, BAD_POINTER, BAD_POINTER, 0, 0, 0, 0), self->title);
}

/* In a session without a terminal there is nothing to hang up. */
static void hang_up(struct verdict *v, const struct probe_case *self) { in_new_session(v, self, attempt_call); }

#define C(name, ...) {#name, SYS_##name, {__VA_ARGS__}}
#define N(name, number, ...) {name, number, {__VA_ARGS__}}
#define TRY(id, needs, ...) {id, id, ATTACK, needs, attempt_call, __VA_ARGS__, 0, 0}

static const struct probe_case CASES[] = {
    TRY("SYS-04/mount", "", C(mount, BAD_POINTER, BAD_POINTER, BAD_POINTER)),
    TRY("SYS-04/umount2", "", C(umount2, BAD_POINTER, STRANGE_FLAGS)),
    TRY("SYS-04/pivot_root", "userns", C(pivot_root, BAD_POINTER, BAD_POINTER)),
    TRY("SYS-04/chroot", "", C(chroot, BAD_POINTER)),
    TRY("SYS-04/fsopen", "userns", N("fsopen", FSOPEN, BAD_POINTER)),
    TRY("SYS-04/fsconfig", "", N("fsconfig", FSCONFIG, NOWHERE, 99)),
    TRY("SYS-04/fspick", "userns", N("fspick", FSPICK, NOWHERE, BAD_POINTER)),
    TRY("SYS-04/fsmount", "userns", N("fsmount", FSMOUNT, NOWHERE, STRANGE_FLAGS)),
    TRY("SYS-04/move_mount", "userns", N("move_mount", MOVE_MOUNT, NOWHERE, BAD_POINTER, NOWHERE, BAD_POINTER, STRANGE_FLAGS)),
    TRY("SYS-04/open_tree", "", N("open_tree", OPEN_TREE, NOWHERE, BAD_POINTER, STRANGE_FLAGS)),
    TRY("SYS-04/open_tree_attr", "", N("open_tree_attr", OPEN_TREE_ATTR, NOWHERE, BAD_POINTER, STRANGE_FLAGS)),
    TRY("SYS-04/mount_setattr", "", N("mount_setattr", MOUNT_SETATTR, NOWHERE, BAD_POINTER, STRANGE_FLAGS, BAD_POINTER, 32)),
    TRY("SYS-04/statmount", "", N("statmount", STATMOUNT, BAD_POINTER, BAD_POINTER, 8)),
    TRY("SYS-04/listmount", "", N("listmount", LISTMOUNT, BAD_POINTER, BAD_POINTER, 8)),
    TRY("SYS-05/setup", "", N("io_uring_setup", IO_URING_SETUP, 1, BAD_POINTER)),
    TRY("SYS-05/enter", "", N("io_uring_enter", IO_URING_ENTER, NOWHERE, 1)),
    TRY("SYS-05/register", "", N("io_uring_register", IO_URING_REGISTER, NOWHERE, 0)),
    {"SYS-05/thread", "io_uring_setup in a thread", ATTACK, "", in_thread, N("io_uring_setup", IO_URING_SETUP, 1, BAD_POINTER), 0, 0},
    /* A size above a page is refused (E2BIG) before any capability is looked at. */
    TRY("SYS-06/prog-load", "", C(bpf, 5, BAD_POINTER, 1 << 20)),
    TRY("SYS-06/map-create", "", C(bpf, 0, BAD_POINTER, 1 << 20)),
    TRY("SYS-06/obj-get", "", C(bpf, 7, BAD_POINTER, 1 << 20)),
    TRY("SYS-06/btf-load", "", C(bpf, 18, BAD_POINTER, 1 << 20)),
    TRY("SYS-07/perf", "", C(perf_event_open, BAD_POINTER, 0, NOWHERE, NOWHERE, STRANGE_FLAGS)),
    {"SYS-08/userfaultfd", "userfaultfd for user mode only", ATTACK, "", user_faults, C(userfaultfd, 1), 0, 0},
    TRY("SYS-09/add_key", "", C(add_key, BAD_POINTER, BAD_POINTER, BAD_POINTER, 1)),
    TRY("SYS-09/request_key", "", C(request_key, BAD_POINTER, BAD_POINTER, BAD_POINTER)),
    TRY("SYS-09/get-keyring", "", C(keyctl, KEYCTL_GET_KEYRING_ID, (unsigned long)KEY_SPEC_SESSION_KEYRING)),
    TRY("SYS-09/read", "", C(keyctl, KEYCTL_READ, 0)),
    TRY("SYS-09/search", "", C(keyctl, KEYCTL_SEARCH, 0, BAD_POINTER, BAD_POINTER)),
    TRY("SYS-09/join", "", C(keyctl, KEYCTL_JOIN_SESSION_KEYRING, BAD_POINTER)),
    TRY("SYS-09/set-timeout", "", C(keyctl, KEYCTL_SET_TIMEOUT, 0)),
    TRY("SYS-09/invalidate", "", C(keyctl, 21, 0)),
    {"SYS-09/session-key", "read a key of the caller's session keyring", ATTACK, "key,secret", key_of_caller, {0}, 0, 0},
    {"SYS-09/listed-key", "find the caller's key in /proc/keys", ATTACK, "key", listed_key, {0}, 0, 0},
    {"SYS-10/trace-me", "ask to be traced", ATTACK, "", trace_me, C(ptrace, PTRACE_TRACEME), 0, 0},
    {"SYS-10/attach", "attach to an own child", ATTACK, "", trace_child, C(ptrace, PTRACE_ATTACH, 2), 0, PTRACE_ATTACH},
    {"SYS-10/seize", "seize an own child", ATTACK, "", trace_child, C(ptrace, PTRACE_SEIZE, 2), 0, PTRACE_SEIZE},
    {"SYS-10/vm-read", "read an own child's memory", ATTACK, "", child_memory, C(process_vm_readv, 2), 0, 0},
    {"SYS-10/vm-write", "write an own child's memory", ATTACK, "", child_memory, C(process_vm_writev, 2), 0, 0},
    TRY("SYS-10/process_madvise", "", N("process_madvise", PROCESS_MADVISE, NOWHERE, BAD_POINTER, 1, 0, 0)),
    TRY("SYS-10/process_mrelease", "", N("process_mrelease", PROCESS_MRELEASE, NOWHERE)),
    TRY("SYS-12/memfd_secret", "", N("memfd_secret", MEMFD_SECRET, 0)),
    TRY("SYS-12/vmsplice", "", C(vmsplice, NOWHERE, BAD_POINTER, 1)),
    TRY("SYS-12/remap_file_pages", "", C(remap_file_pages, 4096, 4096, 0, 0, 0)),
    TRY("SYS-12/move_pages", "", C(move_pages, 0, 1, BAD_POINTER, BAD_POINTER, BAD_POINTER, STRANGE_FLAGS)),
    TRY("SYS-12/migrate_pages", "", C(migrate_pages, 0, 64, BAD_POINTER, BAD_POINTER)),
    TRY("SYS-12/mbind", "", C(mbind, 0, 4096, 99, BAD_POINTER, 64, STRANGE_FLAGS)),
    TRY("SYS-12/set_mempolicy", "", C(set_mempolicy, 99, BAD_POINTER, 64)),
    TRY("SYS-12/cachestat", "", N("cachestat", CACHESTAT, NOWHERE, BAD_POINTER, BAD_POINTER)),
    {"SYS-14/read-implies-exec", "personality READ_IMPLIES_EXEC", ATTACK, "", personality_change, C(personality, 0x0400000), 0, 0},
    {"SYS-14/no-randomize", "personality ADDR_NO_RANDOMIZE", ATTACK, "", personality_change, C(personality, 0x0040000), 0, 0},
    {"SYS-14/linux32", "personality PER_LINUX32", ATTACK, "", personality_change, C(personality, 8), 0, 0},
    {"SYS-16/minus-one", "number -1", ATTACK, "none", one_number, N("-1", -1, BAD_POINTER), 0, 0},
    {"SYS-16/1024", "number 1024", ATTACK, "none", one_number, N("1024", 1024, BAD_POINTER), 0, 0},
    {"SYS-16/2-31", "number 2^31", ATTACK, "none", one_number, N("2^31", 0x80000000L, BAD_POINTER), 0, 0},
    TRY("SYS-23/kexec_load", "root", C(kexec_load, 0, 0, BAD_POINTER, STRANGE_FLAGS)),
    TRY("SYS-23/kexec_file_load", "root", N("kexec_file_load", SYS_kexec_file_load, NOWHERE, NOWHERE, 0, BAD_POINTER, STRANGE_FLAGS)),
    TRY("SYS-23/init_module", "root", C(init_module, BAD_POINTER, 1, BAD_POINTER)),
    TRY("SYS-23/finit_module", "root", C(finit_module, NOWHERE, BAD_POINTER, STRANGE_FLAGS)),
    TRY("SYS-23/delete_module", "root", C(delete_module, BAD_POINTER, 0)),
    TRY("SYS-23/reboot", "root", C(reboot, 0, 0, 0, 0)),
    TRY("SYS-23/swapon", "", C(swapon, BAD_POINTER, STRANGE_FLAGS)),
    TRY("SYS-23/swapoff", "root", C(swapoff, BAD_POINTER)),
    TRY("SYS-23/syslog", "", C(syslog, 10, 0, 0)),
    TRY("SYS-23/acct", "root", C(acct, BAD_POINTER)),
    TRY("SYS-23/quotactl", "", C(quotactl, NOWHERE, BAD_POINTER)),
    TRY("SYS-23/settimeofday", "", C(settimeofday, BAD_POINTER, 0)),
    TRY("SYS-23/clock_settime", "", C(clock_settime, 99, BAD_POINTER)),
    TRY("SYS-23/adjtimex", "", C(adjtimex, BAD_POINTER)),
    TRY("SYS-23/clock_adjtime", "", C(clock_adjtime, 99, BAD_POINTER)),
    TRY("SYS-23/sethostname", "root", C(sethostname, BAD_POINTER, NOWHERE)),
    TRY("SYS-23/setdomainname", "root", C(setdomainname, BAD_POINTER, NOWHERE)),
    {"SYS-23/vhangup", "SYS-23/vhangup", ATTACK, "root", hang_up, C(vhangup), 0, 0},
    TRY("SYS-23/lookup_dcookie", "none", C(lookup_dcookie, 0, BAD_POINTER, 1)),
    TRY("SYS-23/nfsservctl", "none", C(nfsservctl, 0, 0, 0)),
    {"SYS-24/fanotify_init", "SYS-24/fanotify_init", ATTACK, "", attempt_call, C(fanotify_init, 0x200 | STRANGE_FLAGS, 0), 0, 0},
    TRY("SYS-24/fanotify_mark", "", C(fanotify_mark, NOWHERE, STRANGE_FLAGS, 0, NOWHERE)),
    {"SYS-25/loosen", "loosen the filter by another", ATTACK, "", loosen_filter, N("io_uring_setup", IO_URING_SETUP, 1, BAD_POINTER), 0, 0},
    {"SYS-27/unknown", "numbers 470 to 600", ATTACK, "none", unknown_numbers, N("470", 470, NOWHERE), 0, 0},
    {"SYS-28/dispatch", "go around the filter by user dispatch", ATTACK, "", dispatch_around, N("io_uring_setup", IO_URING_SETUP, 1, BAD_POINTER), 0, 0},
    TRY("SYS-31/null", "", N("clone3", CLONE3, 0, 0)),
    TRY("SYS-31/bad", "", N("clone3", CLONE3, BAD_POINTER, 88)),
    TRY("SYS-31/huge", "", N("clone3", CLONE3, BAD_POINTER, 1 << 20)),
    TRY("RES-15/mq", "", C(mq_open, BAD_POINTER, 0, 0, 0)),
};

struct family sys_family(void) { return FAMILY(CASES); }
