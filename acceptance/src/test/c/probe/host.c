/* FS-26..28: the kernel's own files and the devices. INS: what tells one host from another. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

/* Opening for writing is enough: nothing is written. */
static void open_for_writing(struct verdict *v, const struct probe_case *self) {
    decide(v, open(self->path, O_WRONLY | O_CLOEXEC | O_NOCTTY), self->path);
}

static long write_oom_score(long value) {
    char text[32];
    int length = snprintf(text, sizeof text, "%ld", value), fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    long result = write(fd, text, (size_t)length);
    int error = errno;
    close(fd);
    errno = error;
    return result;
}

/* Whatever the score was made, a process must not get beneath it. On a host that made it nothing, the attempt
 * first makes it something: proc_pid_oom_score_adj(5). */
static void lower_oom_score(struct verdict *v, const struct probe_case *self) {
    (void)self;
    char text[32] = {0};
    if (read_file("/proc/self/oom_score_adj", text, sizeof text - 1) < 0) {
        refused(v, errno, "oom_score_adj: %s", strerror(errno));
        return;
    }
    long now = strtol(text, NULL, 10);
    if (now <= 0 && write_oom_score(now = 100) < 0) {
        refused(v, errno, "oom_score_adj: %s", strerror(errno));
        return;
    }
    decide(v, write_oom_score(now - 1), "lowering oom_score_adj");
}

static void default_oom_score(struct verdict *v, const struct probe_case *self) {
    (void)self;
    char text[32] = {0};
    if (read_file("/proc/self/oom_score_adj", text, sizeof text - 1) > 0 && strtol(text, NULL, 10) <= 0)
        works(v, "the score is %ld, as for any program of the host", strtol(text, NULL, 10));
    else
        refused(v, 0, "the score is %ld", strtol(text, NULL, 10));
}

static bool first_writable(const char *directory, int depth, char *found, size_t size) {
    DIR *stream = opendir(directory);
    if (!stream) return false;
    bool hit = false;
    for (struct dirent *entry; !hit && (entry = readdir(stream));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        char path[4096];
        struct stat st;
        if (snprintf(path, sizeof path, "%s/%s", directory, entry->d_name) >= (int)sizeof path) continue;
        if (lstat(path, &st) < 0) continue;
        if (S_ISDIR(st.st_mode)) {
            hit = depth > 0 && first_writable(path, depth - 1, found, size);
        } else if (S_ISREG(st.st_mode)) {
            int fd = open(path, O_WRONLY | O_CLOEXEC);
            if (fd >= 0) {
                close(fd);
                snprintf(found, size, "%s", path);
                hit = true;
            }
        }
    }
    closedir(stream);
    return hit;
}

static void writable_tree(struct verdict *v, const struct probe_case *self) {
    char found[4096];
    if (first_writable(self->path, (int)self->number, found, sizeof found))
        works(v, "%s opens for writing", found);
    else
        refused(v, 0, "nothing beneath %s opens for writing", self->path);
}

static void make_cgroup(struct verdict *v, const struct probe_case *self) {
    (void)self;
    static const char *const ROOTS[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/pids",
                                        "/sys/fs/cgroup/memory"};
    int error = ENOENT;
    for (size_t i = 0; i < COUNT(ROOTS); i++) {
        const char *name = fresh_name(ROOTS[i], "group");
        if (mkdir(name, 0700) == 0) {
            rmdir(name);
            works(v, "a group was made in %s", ROOTS[i]);
            return;
        }
        error = errno;
    }
    refused(v, error, "mkdir: %s", strerror(error));
}

static bool all_zero_addresses(const char *text) { return !strncmp(text, "0000000000000000", 16); }

static void read_kernel_file(struct verdict *v, const struct probe_case *self) {
    char buffer[64] = {0};
    ssize_t n = read_file(self->path, buffer, sizeof buffer - 1);
    if (n <= 0)
        refused(v, n < 0 ? errno : 0, "%s: %s", self->path, n < 0 ? strerror(errno) : "empty");
    else if (!strcmp(self->path, "/proc/kallsyms") && all_zero_addresses(buffer))
        refused(v, 0, "addresses are zero");
    else
        works(v, "%zd bytes of %s", n, self->path);
}

static void list_directory(struct verdict *v, const struct probe_case *self) {
    DIR *directory = opendir(self->path);
    if (!directory) {
        refused(v, errno, "%s: %s", self->path, strerror(errno));
        return;
    }
    refused(v, 0, "%s is empty", self->path);
    for (struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.') works(v, "%s lists %s", self->path, entry->d_name);
    closedir(directory);
}

static void device_exists(struct verdict *v, const struct probe_case *self) {
    struct stat st;
    decide(v, lstat(self->path, &st), self->path);
}

static bool expected_device(const char *path) {
    static const char *const NAMES[] = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts/ptmx"};
    for (size_t i = 0; i < COUNT(NAMES); i++)
        if (!strcmp(path + strlen("/dev/"), NAMES[i])) return true;
    return !strncmp(path, "/dev/pts/", 9);
}

static bool first_foreign_device(const char *directory, int depth, char *found, size_t size) {
    DIR *stream = opendir(directory);
    if (!stream) return false;
    bool hit = false;
    for (struct dirent *entry; !hit && (entry = readdir(stream));) {
        if (entry->d_name[0] == '.') continue;
        char path[4096];
        struct stat st;
        if (snprintf(path, sizeof path, "%s/%s", directory, entry->d_name) >= (int)sizeof path) continue;
        if (lstat(path, &st) < 0) continue;
        if (S_ISDIR(st.st_mode)) {
            hit = depth > 0 && first_foreign_device(path, depth - 1, found, size);
        } else if ((S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode)) && !expected_device(path)) {
            snprintf(found, size, "%s", path);
            hit = true;
        }
    }
    closedir(stream);
    return hit;
}

static void foreign_device(struct verdict *v, const struct probe_case *self) {
    (void)self;
    char found[4096];
    if (first_foreign_device("/dev", 3, found, sizeof found))
        works(v, "%s exists", found);
    else
        refused(v, 0, "only the harmless devices exist");
}

/* A file whose content equals, or has a line that equals, what the runner read on the host. */
static void same_as_host(struct verdict *v, const struct probe_case *self) {
    static char buffer[1 << 16];
    const char *key = strchr(self->id, '/') + 1, *value = need(v, key);
    if (!value) return;
    ssize_t n = read_file(self->path, buffer, sizeof buffer - 1);
    if (n > 0 && *value && memmem(buffer, (size_t)n, value, strlen(value)))
        works(v, "%s tells the host's value", self->path);
    else
        refused(v, n < 0 ? errno : 0, "%s does not tell the host's value", self->path);
}

static void host_name(struct verdict *v, const struct probe_case *self) {
    (void)self;
    char name[256] = {0};
    const char *value = need(v, "hostname");
    if (!value) return;
    gethostname(name, sizeof name - 1);
    if (!strcmp(name, value))
        works(v, "the host's name is visible");
    else
        refused(v, 0, "another name");
}

/* Threads of the whole kernel, the fourth field of loadavg: proc(5). */
static void load_average(struct verdict *v, const struct probe_case *self) {
    (void)self;
    char text[128] = {0};
    long host = canary_number("threads", 0), running = 0, seen = 0;
    if (!host) {
        need(v, "threads");
        return;
    }
    read_file("/proc/loadavg", text, sizeof text - 1);
    bool parsed = sscanf(text, "%*s %*s %*s %ld/%ld", &running, &seen) == 2;
    if (parsed && labs(seen - host) <= (host / 4 > 25 ? host / 4 : 25))
        works(v, "loadavg counts the host's threads: %ld", seen);
    else
        refused(v, 0, "loadavg says %ld, the host has %ld", seen, host);
}

static void busy_processors(struct verdict *v, const struct probe_case *self) {
    char buffer[4096] = {0};
    ssize_t n = read_file(self->path, buffer, sizeof buffer - 1);
    unsigned long user = 0, nice = 0, system = 0;
    if (n > 0 && sscanf(buffer, "cpu %lu %lu %lu", &user, &nice, &system) == 3 && user + nice + system > 0)
        works(v, "processor times of the host are visible");
    else
        refused(v, n < 0 ? errno : 0, "no processor times");
}

#define READ(id, name) {id, "read " name, ATTACK, "", read_kernel_file, {0}, name, 0}
#define READ_AS_ROOT(id, name) {id, "read " name, ATTACK, "root", read_kernel_file, {0}, name, 0}
#define WRITE(id, name) {id, "open " name " for writing", ATTACK, "root", open_for_writing, {0}, name, 0}
#define DEVICE(id, name) {id, "find " name, ATTACK, "", device_exists, {0}, name, 0}
#define LIST(id, name) {id, "list " name, ATTACK, "root", list_directory, {0}, name, 0}

static const struct probe_case CASES[] = {
    WRITE("FS-26/core-pattern", "/proc/sys/kernel/core_pattern"),
    WRITE("FS-26/sysrq", "/proc/sysrq-trigger"),
    WRITE("FS-26/binfmt", "/proc/sys/fs/binfmt_misc/register"),
    WRITE("FS-26/uevent-helper", "/sys/kernel/uevent_helper"),
    WRITE("FS-26/power", "/sys/power/state"),
    WRITE("FS-26/modprobe", "/proc/sys/kernel/modprobe"),
    {"FS-26/proc-sys", "open anything beneath /proc/sys for writing", ATTACK, "root", writable_tree, {0}, "/proc/sys", 3},
    {"FS-26/sys", "open anything beneath /sys for writing", ATTACK, "root", writable_tree, {0}, "/sys", 4},
    {"RES-04/lower", "lower the OOM score", ATTACK, "", lower_oom_score, {0}, 0, 0},
    {"RES-04/preset", "be no likelier a victim than the host's programs", ATTACK, "", default_oom_score, {0}, 0, 0},
    READ_AS_ROOT("FS-27/kcore", "/proc/kcore"),
    READ("FS-27/kallsyms", "/proc/kallsyms"),
    READ("FS-27/config", "/proc/config.gz"),
    READ_AS_ROOT("FS-27/timer-list", "/proc/timer_list"),
    READ("FS-27/sched-debug", "/proc/sched_debug"),
    READ("FS-27/keys", "/proc/keys"),
    READ_AS_ROOT("FS-27/slabinfo", "/proc/slabinfo"),
    READ("FS-27/iomem", "/proc/iomem"),
    READ_AS_ROOT("FS-27/kmsg", "/proc/kmsg"),
    LIST("FS-27/firmware", "/sys/firmware"),
    LIST("FS-27/debugfs", "/sys/kernel/debug"),
    LIST("FS-27/tracefs", "/sys/kernel/tracing"),
    LIST("FS-27/boot", "/boot"),
    LIST("FS-27/modules", "/lib/modules"),
    LIST("FS-27/dmi", "/sys/class/dmi/id"),
    DEVICE("FS-28/kvm", "/dev/kvm"), DEVICE("FS-28/fuse", "/dev/fuse"), DEVICE("FS-28/tun", "/dev/net/tun"),
    DEVICE("FS-28/mem", "/dev/mem"), DEVICE("FS-28/kmsg", "/dev/kmsg"), DEVICE("FS-28/vhost-net", "/dev/vhost-net"),
    DEVICE("FS-28/vhost-vsock", "/dev/vhost-vsock"), DEVICE("FS-28/userfaultfd", "/dev/userfaultfd"),
    DEVICE("FS-28/dri", "/dev/dri"), DEVICE("FS-28/snd", "/dev/snd"), DEVICE("FS-28/input", "/dev/input"),
    DEVICE("FS-28/loop-control", "/dev/loop-control"), DEVICE("FS-28/vda", "/dev/vda"), DEVICE("FS-28/port", "/dev/port"),
    {"FS-28/other", "find any device beyond the harmless ones", ATTACK, "", foreign_device, {0}, 0, 0},
    {"RES-21/cgroup-write", "open a cgroup file for writing", ATTACK, "root", writable_tree, {0}, "/sys/fs/cgroup", 3},
    {"RES-21/cgroup-make", "make a cgroup", ATTACK, "root", make_cgroup, {0}, 0, 0},
    {"INS-01/boot-id", "tell the host by its boot id", ATTACK, "boot-id", same_as_host, {0}, "/proc/sys/kernel/random/boot_id", 0},
    {"INS-01/machine-id", "tell the host by its machine id", ATTACK, "machine-id", same_as_host, {0}, "/etc/machine-id", 0},
    {"INS-01/cmdline", "tell the host by its kernel command line", ATTACK, "cmdline", same_as_host, {0}, "/proc/cmdline", 0},
    {"INS-01/hostname", "tell the host by its name", ATTACK, "hostname", host_name, {0}, 0, 0},
    {"INS-02/memory", "tell the host by its memory size", ATTACK, "memory", same_as_host, {0}, "/proc/meminfo", 0},
    {"INS-02/btime", "tell the host by its boot time", ATTACK, "btime", same_as_host, {0}, "/proc/stat", 0},
    {"INS-02/loadavg", "count the host's threads", ATTACK, "threads", load_average, {0}, 0, 0},
    {"INS-02/stat", "read the host's processor times", ATTACK, "", busy_processors, {0}, "/proc/stat", 0},
    READ("INS-02/interrupts", "/proc/interrupts"), READ("INS-02/diskstats", "/proc/diskstats"),
    READ("INS-02/vmstat", "/proc/vmstat"), READ("INS-02/softirqs", "/proc/softirqs"),
    READ("INS-02/zoneinfo", "/proc/zoneinfo"), READ("INS-02/buddyinfo", "/proc/buddyinfo"),
    READ("INS-02/swaps", "/proc/swaps"), READ("INS-02/pressure", "/proc/pressure/cpu"),
    READ("INS-02/irq", "/proc/irq/default_smp_affinity"),
    {"INS-03/tcp-hex", "see the host's listening ports", ATTACK, "tcp-hex", same_as_host, {0}, "/proc/net/tcp", 0},
    {"INS-04/passwd", "find the host's user in /etc/passwd", ATTACK, "passwd", same_as_host, {0}, "/etc/passwd", 0},
};

struct family host_family(void) { return FAMILY(CASES); }
