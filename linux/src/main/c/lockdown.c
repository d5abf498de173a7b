/* The order is that of the threat study: descriptors, keyring, session, limits, capabilities, no_new_privs,
 * Landlock, seccomp, dumpable. A step that fails ends init, so nothing runs in a half-closed sandbox. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "init.h"
#include "roles.h"
#include "util.h"

/* Newer than the headers of the oldest supported distribution; include/uapi/linux/landlock.h. */
#define ACCESS_REFER (1ULL << 13)
#define ACCESS_TRUNCATE (1ULL << 14)
#define ACCESS_IOCTL_DEV (1ULL << 15)
#define SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define SCOPE_SIGNAL (1ULL << 1)

struct ruleset_attributes {
    uint64_t access_fs;
    uint64_t access_net;
    uint64_t scoped;
};

static int sys_landlock_create(const struct ruleset_attributes *attributes, size_t size, uint32_t flags) {
    return (int)syscall(SYS_landlock_create_ruleset, attributes, size, flags);
}

static size_t attributes_size(int abi) { return abi >= 6 ? 24 : abi >= 4 ? 16 : 8; }

static uint64_t all_access(int abi) {
    uint64_t access = (1ULL << 13) - 1;
    if (abi >= 2) access |= ACCESS_REFER;
    if (abi >= 3) access |= ACCESS_TRUNCATE;
    if (abi >= 5) access |= ACCESS_IOCTL_DEV;
    return access;
}

enum {
    READ_ACCESS = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
};

/* The socket is empty but for what a supervisor did not read yet, so this neither blocks nor is cut. */
void lockdown_fail(enum lockdown_failure failure) {
    struct writer w = {0};
    uint32_t error = (uint32_t)errno;
    size_t start = frame_begin(&w, FRAME_FAILED, 0);
    write_u32(&w, failure);
    write_u32(&w, error);
    frame_end(&w, start);
    (void)!send(CONTROL_FD, w.data, w.length, MSG_NOSIGNAL | MSG_DONTWAIT);
    _exit((int)failure);
}

static void list_descriptors(struct posture *posture) {
    DIR *directory = opendir("/proc/self/fd");
    if (!directory) lockdown_fail(FAIL_DESCRIPTORS);
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.') continue;
        int fd = atoi(entry->d_name);
        if (fd == dirfd(directory)) continue;
        if (posture->descriptor_count == sizeof posture->descriptors / sizeof *posture->descriptors)
            lockdown_fail(FAIL_DESCRIPTORS);
        posture->descriptors[posture->descriptor_count++] = (uint32_t)fd;
    }
    closedir(directory);
}

void lockdown_early(struct posture *posture) {
    int keep[] = {CONTROL_FD};
    close_all_except(keep, 1);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0) lockdown_fail(FAIL_DESCRIPTORS);
    if (null > 2) close(null);
    if (!set_cloexec(CONTROL_FD, true)) lockdown_fail(FAIL_DESCRIPTORS);
    list_descriptors(posture);
    /* The caller's session keyring crosses every namespace (keyrings(7)); an anonymous new one replaces it. */
    long keyring = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
    if (keyring < 0 && errno != ENOSYS) lockdown_fail(FAIL_KEYRING);
    posture->keyring = keyring >= 0;
    if (setsid() < 0 && getsid(0) != getpid()) lockdown_fail(FAIL_SESSION);
}

static void drop_capabilities(void) {
    for (int capability = 0; capability <= 63; capability++) {
        int held = prctl(PR_CAPBSET_READ, capability, 0, 0, 0);
        if (held < 0) break;
        if (held && prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) lockdown_fail(FAIL_CAPABILITIES);
    }
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 && errno != EINVAL) lockdown_fail(FAIL_CAPABILITIES);
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{0}};
    if (syscall(SYS_capset, &header, data) < 0) lockdown_fail(FAIL_CAPABILITIES);
}

static void set_limits(const struct configuration *c) {
    /* A crash writes nothing, neither into the workspace nor to a core handler of the host. */
    if (setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}) < 0) lockdown_fail(FAIL_LIMITS);
    for (uint32_t i = 0; i < c->limit_count; i++) {
        struct rlimit now;
        rlim_t wanted = c->limits[i].init > c->limits[i].program ? c->limits[i].init : c->limits[i].program;
        if (getrlimit(c->limits[i].resource, &now) < 0) lockdown_fail(FAIL_LIMITS);
        /* A limit is only ever lowered: raising one needs a capability, and the stricter of two holds. */
        if (wanted > now.rlim_max) wanted = now.rlim_max;
        struct rlimit limit = {.rlim_cur = wanted, .rlim_max = wanted};
        if (setrlimit(c->limits[i].resource, &limit) < 0) lockdown_fail(FAIL_LIMITS);
    }
}

static void allow_beneath(int ruleset, const char *path, uint64_t access, bool required) {
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        if (required) lockdown_fail(FAIL_LANDLOCK);
        return;
    }
    struct stat st;
    if (fstat(fd, &st) < 0) lockdown_fail(FAIL_LANDLOCK);
    if (!S_ISDIR(st.st_mode))
        access &= LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                  ACCESS_TRUNCATE | ACCESS_IOCTL_DEV;
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
    if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0) lockdown_fail(FAIL_LANDLOCK);
    close(fd);
}

/* The ruleset that each execution enters: reading everywhere in the root, writing where the plan says so. It is
 * a second line behind the mounts, so it grants devices as a whole. In /proc nothing can be written: what a
 * process may change there (its OOM score, its id maps, its memory) no program needs. */
static int file_ruleset(const struct configuration *c, int abi) {
    uint64_t all = all_access(abi);
    struct ruleset_attributes attributes = {.access_fs = all};
    int ruleset = sys_landlock_create(&attributes, attributes_size(abi), 0);
    if (ruleset < 0 || !set_cloexec(ruleset, true)) lockdown_fail(FAIL_LANDLOCK);
    uint64_t device = READ_ACCESS | LANDLOCK_ACCESS_FS_WRITE_FILE | (all & ACCESS_IOCTL_DEV) | (all & ACCESS_TRUNCATE);
    allow_beneath(ruleset, "/", READ_ACCESS, true);
    allow_beneath(ruleset, "/dev", device, true);
    for (char **path = c->writable; *path; path++) allow_beneath(ruleset, *path, all, true);
    return ruleset;
}

/* No signal and no abstract socket leaves the sandbox, even if it shared those namespaces by mistake. */
static void scope_domain(int abi) {
    if (abi < 6) return;
    /* A layer that does not handle REFER forbids every link and rename between directories (landlock(7)): this
     * one handles it to allow it, and leaves files to the layer of each execution. */
    struct ruleset_attributes attributes = {
        .access_fs = ACCESS_REFER, .scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL};
    int ruleset = sys_landlock_create(&attributes, attributes_size(abi), 0);
    if (ruleset < 0) lockdown_fail(FAIL_LANDLOCK);
    allow_beneath(ruleset, "/", ACCESS_REFER, true);
    if (!landlock_enter(ruleset)) lockdown_fail(FAIL_LANDLOCK);
    close(ruleset);
}

bool landlock_enter(int ruleset) { return syscall(SYS_landlock_restrict_self, ruleset, 0) == 0; }

int seccomp_install(const struct filter *filter, bool listen) {
    struct sock_fprog program = {
        .len = (unsigned short)(filter->length / sizeof(struct sock_filter)),
        .filter = (struct sock_filter *)filter->program,
    };
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, listen ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0, &program);
}

/* ABI 1 knows no right to move a file into another directory and refuses it always (landlock(7), EXDEV), which
 * breaks git and package managers; a second line that does so is worth less than none. */
static int usable_landlock(void) {
    int abi = sys_landlock_create(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi >= 2 ? abi : 0;
}

void lockdown(const struct configuration *c, struct posture *posture) {
    set_limits(c);
    drop_capabilities();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) lockdown_fail(FAIL_NO_NEW_PRIVILEGES);
    posture->landlock_abi = c->landlock_wanted ? usable_landlock() : 0;
    posture->ruleset = -1;
    if (posture->landlock_abi) {
        posture->ruleset = file_ruleset(c, posture->landlock_abi);
        scope_domain(posture->landlock_abi);
    }
    for (uint32_t i = 0; i < c->filter_count; i++)
        if (seccomp_install(&c->filters[i], false) < 0) lockdown_fail(FAIL_SECCOMP);
    if (prctl(PR_SET_DUMPABLE, 0) < 0) lockdown_fail(FAIL_DUMPABLE);
    prctl(PR_SET_NAME, "init");
}
