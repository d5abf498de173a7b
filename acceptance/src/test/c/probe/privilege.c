/* SYS-28..30: rights that a program might gain. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

static void any_capability(struct verdict *v, const struct probe_case *self) {
    (void)self;
    static const char *const SETS[] = {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"};
    refused(v, 0, "all five sets are empty");
    for (size_t i = 0; i < COUNT(SETS); i++) {
        long set = status_field("/proc/self/status", SETS[i], 16);
        if (set != 0) works(v, "%s is %lx", SETS[i], set);
    }
}

static void raise_capabilities(struct verdict *v, const struct probe_case *self) {
    (void)self;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{1U << CAP_SYS_ADMIN, 1U << CAP_SYS_ADMIN, 0}};
    decide(v, syscall(SYS_capset, &header, data), "capset");
}

static void raise_ambient(struct verdict *v, const struct probe_case *self) {
    (void)self;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{0}};
    if (syscall(SYS_capget, &header, data) == 0) {
        data[0].inheritable = data[0].permitted;
        syscall(SYS_capset, &header, data);
    }
    decide(v, prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0), "raising an ambient capability");
}

static void change_user(struct verdict *v, const struct probe_case *self) {
    (void)self;
    static const uid_t USERS[] = {0, 1, 65534, 1000, 1001, 100000};
    refused(v, EPERM, "no other user can be taken");
    for (size_t i = 0; i < COUNT(USERS); i++) {
        if (USERS[i] == getuid()) continue;
        if (syscall(SYS_setresuid, USERS[i], USERS[i], USERS[i]) == 0) {
            works(v, "became user %u", USERS[i]);
            return;
        }
    }
}

static void change_groups(struct verdict *v, const struct probe_case *self) {
    (void)self;
    gid_t none = 0;
    decide(v, syscall(SYS_setgroups, 0, &none), "setgroups");
}

static void change_group(struct verdict *v, const struct probe_case *self) {
    (void)self;
    gid_t wanted = getgid() == 0 ? 1 : 0;
    decide(v, syscall(SYS_setresgid, wanted, wanted, wanted), "setresgid");
}

static void may_gain(struct verdict *v, const struct probe_case *self) {
    (void)self;
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
        refused(v, 0, "no_new_privs is set");
    else
        works(v, "no_new_privs is not set");
}

static void unset_no_new_privileges(struct verdict *v, const struct probe_case *self) {
    (void)self;
    prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
    may_gain(v, self);
}

static void secure_bits(struct verdict *v, const struct probe_case *self) {
    decide(v, prctl((int)self->number, self->call.arguments[1], 0, 0, 0), self->title);
}

/* The exec is over when the pipe, closed by it, reports its end; the dead child keeps its identity until collected. */
static uid_t identity_after_exec(const char *program) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return getuid();
    pid_t child = fork();
    if (child == 0) {
        char *arguments[] = {(char *)program, "--help", NULL}, *environment[] = {NULL};
        execve(program, arguments, environment);
        _exit(127);
    }
    char byte;
    close(ends[1]);
    while (read(ends[0], &byte, 1) < 0 && errno == EINTR)
        ;
    close(ends[0]);
    kill(child, SIGKILL);
    siginfo_t ended;
    waitid(P_PID, (id_t)child, &ended, WEXITED | WNOWAIT);
    char path[64], text[4096] = {0};
    unsigned real = getuid(), effective = getuid();
    snprintf(path, sizeof path, "/proc/%d/status", (int)child);
    if (read_file(path, text, sizeof text - 1) > 0) {
        char *line = strstr(text, "\nUid:");
        if (line) sscanf(line, "\nUid: %u %u", &real, &effective);
    }
    wait_for(child);
    return effective;
}

static void run_setuid(struct verdict *v, const struct probe_case *self) {
    (void)self;
    static const char *const PLACES[] = {"/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/lib/openssh", "/usr/lib/dbus-1.0"};
    if (getuid() == 0) {
        not_exercisable(v, "already user 0");
        return;
    }
    int seen = 0;
    refused(v, 0, "no setuid program is visible");
    for (size_t i = 0; i < COUNT(PLACES); i++) {
        DIR *directory = opendir(PLACES[i]);
        for (struct dirent *entry; directory && (entry = readdir(directory));) {
            char path[4096];
            struct stat st;
            snprintf(path, sizeof path, "%s/%s", PLACES[i], entry->d_name);
            if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode) || !(st.st_mode & S_ISUID) || access(path, X_OK) < 0) continue;
            seen++;
            if (identity_after_exec(path) != getuid()) {
                works(v, "%s runs as another user", path);
                closedir(directory);
                return;
            }
        }
        if (directory) closedir(directory);
    }
    if (seen) refused(v, 0, "%d setuid programs run as the caller", seen);
}

#define PRCTL(id, title, option, value, needs) \
    {id, title, ATTACK, needs, secure_bits, {"prctl", SYS_prctl, {option, value}}, 0, option}

static const struct probe_case CASES[] = {
    {"SYS-28/no-new-privs", "run without no_new_privs", ATTACK, "", may_gain, {0}, 0, 0},
    {"SYS-28/unset", "take no_new_privs back", ATTACK, "", unset_no_new_privileges, {0}, 0, 0},
    {"SYS-28/ambient", "raise an ambient capability", ATTACK, "userns", raise_ambient, {0}, 0, 0},
    PRCTL("SYS-28/secure-bits", "PR_SET_SECUREBITS", PR_SET_SECUREBITS, 1, "userns"),
    PRCTL("SYS-28/io-flusher", "PR_SET_IO_FLUSHER", 57, 1, "root"),
    PRCTL("SYS-28/bounding", "PR_CAPBSET_DROP", PR_CAPBSET_DROP, CAP_SYS_BOOT, "userns"),
    {"SYS-29/any", "hold a capability in any set", ATTACK, "", any_capability, {0}, 0, 0},
    {"SYS-29/capset", "raise capabilities by capset", ATTACK, "userns", raise_capabilities, {0}, 0, 0},
    {"SYS-29/setresuid", "become another user", ATTACK, "root", change_user, {0}, 0, 0},
    {"SYS-29/setresgid", "become another group", ATTACK, "root", change_group, {0}, 0, 0},
    {"SYS-29/setgroups", "drop or take groups", ATTACK, "root", change_groups, {0}, 0, 0},
    {"SYS-30/setuid", "gain by a setuid program", ATTACK, "", run_setuid, {0}, 0, 0},
};

struct family privilege_family(void) { return FAMILY(CASES); }
