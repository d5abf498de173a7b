/* PROC-15, 16, RES-21: taking more of the processor or of the limits than was given; core dumps. */
#define _GNU_SOURCE
#include <linux/ioprio.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

static void be_nice(struct verdict *v, const struct probe_case *self) {
    (void)self;
    int now = getpriority(PRIO_PROCESS, 0);
    decide(v, now <= -20 ? (errno = EPERM, -1) : setpriority(PRIO_PROCESS, 0, now - 1), "raising the priority");
}

static void real_time(struct verdict *v, const struct probe_case *self) {
    struct sched_param parameter = {.sched_priority = 1};
    decide(v, syscall(SYS_sched_setscheduler, 0, self->number, &parameter), self->title);
}

static void deadline(struct verdict *v, const struct probe_case *self) {
    (void)self;
    /* struct sched_attr, first version: sched_setattr(2). */
    struct { uint32_t size, policy; uint64_t flags; int32_t nice; uint32_t priority; uint64_t runtime, due, period; }
        attributes = {48, 6, 0, 0, 0, 1000000, 10000000, 10000000};
    decide(v, syscall(SYS_sched_setattr, 0, &attributes, 0), "SCHED_DEADLINE");
}

static void disk_priority(struct verdict *v, const struct probe_case *self) {
    (void)self;
    decide(v, syscall(SYS_ioprio_set, 1, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_RT, 0)), "real-time disk priority");
}

static void all_processors(struct verdict *v, const struct probe_case *self) {
    (void)self;
    unsigned long wanted[16], before[16] = {0}, after[16] = {0};
    memset(wanted, 0xff, sizeof wanted);
    syscall(SYS_sched_getaffinity, 0, sizeof before, before);
    syscall(SYS_sched_setaffinity, 0, sizeof wanted, wanted);
    syscall(SYS_sched_getaffinity, 0, sizeof after, after);
    if (memcmp(before, after, sizeof before))
        works(v, "more processors than before");
    else
        refused(v, 0, "the same processors as before");
}

static void lock_memory(struct verdict *v, const struct probe_case *self) {
    (void)self;
    size_t size = (size_t)canary_number("lock-mebibytes", 64) << 20;
    struct rlimit most;
    getrlimit(RLIMIT_MEMLOCK, &most);
    most.rlim_cur = most.rlim_max;
    setrlimit(RLIMIT_MEMLOCK, &most);
    void *area = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    decide(v, area == MAP_FAILED ? -1 : mlock(area, size), "locking memory");
}

/* PR_SCHED_CORE is 62 and PR_SCHED_CORE_GET 0; asking about another process needs the rights of ptrace(2). */
static void core_cookie(struct verdict *v, const struct probe_case *self) {
    (void)self;
    uint64_t cookie = 0;
    decide(v, prctl(62, 0, 1, 0, &cookie), "reading PID 1's core scheduling cookie");
    if (v->error == ENODEV || v->error == EINVAL) not_exercisable(v, "no core scheduling: %s", strerror(v->error));
}

static void core_limit(struct verdict *v, const struct probe_case *self) {
    struct rlimit limit;
    getrlimit((int)self->number, &limit);
    if (self->number == RLIMIT_CORE ? limit.rlim_max > 0 : limit.rlim_max == RLIM_INFINITY)
        works(v, "the hard limit is %llu", (unsigned long long)limit.rlim_max);
    else
        refused(v, 0, "the hard limit is %llu", (unsigned long long)limit.rlim_max);
}

static void dump_core(struct verdict *v, const struct probe_case *self) {
    (void)self;
    struct rlimit limit;
    getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_CORE, &limit);
    const char *directory = fresh_name(scratch(), "core");
    if (mkdir(directory, 0700) < 0 || chdir(directory) < 0) {
        not_exercisable(v, "%s: %s", directory, strerror(errno));
        return;
    }
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_DUMPABLE, 1);
        signal(SIGABRT, SIG_DFL);
        raise(SIGABRT);
        _exit(0);
    }
    int status = wait_for(child);
    char name[64];
    snprintf(name, sizeof name, "core.%d", (int)child);
    unlink(name);
    unlink("core");
    if (chdir("/") == 0) rmdir(directory);
    if (WIFSIGNALED(status) && WCOREDUMP(status))
        works(v, "a core file was written");
    else
        refused(v, 0, "no core file");
}

static void raise_limit(struct verdict *v, const struct probe_case *self) {
    (void)self;
    refused(v, EPERM, "no limit can be raised");
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        struct rlimit now, more;
        if (getrlimit(resource, &now) < 0 || now.rlim_max == RLIM_INFINITY) continue;
        more = (struct rlimit){now.rlim_cur, now.rlim_max + 1};
        if (syscall(SYS_prlimit64, 0, resource, &more, NULL) < 0) continue;
        syscall(SYS_prlimit64, 0, resource, &now, NULL);
        works(v, "hard limit %d was raised", resource);
    }
}

/* A soft limit beneath its hard one is no limit: the program may lift it. Between the signal that tells of the CPU limit
 * and the kill that enforces it lies one second. */
static void soft_limit(struct verdict *v, const struct probe_case *self) {
    (void)self;
    refused(v, 0, "every soft limit equals its hard limit");
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        struct rlimit now;
        if (resource == RLIMIT_STACK || getrlimit(resource, &now) < 0) continue;
        if (resource == RLIMIT_CPU && now.rlim_max - now.rlim_cur <= 1) continue;
        if (now.rlim_cur != now.rlim_max) works(v, "limit %d can be lifted from soft to hard", resource);
    }
}

#define CALL(name, ...) {#name, SYS_##name, {__VA_ARGS__}}

static const struct probe_case CASES[] = {
    {"PROC-15/nice", "raise the priority", ATTACK, "root", be_nice, {0}, 0, 0},
    {"PROC-15/fifo", "SCHED_FIFO", ATTACK, "root", real_time, CALL(sched_setscheduler, 0, SCHED_FIFO), 0, SCHED_FIFO},
    {"PROC-15/round-robin", "SCHED_RR", ATTACK, "root", real_time, CALL(sched_setscheduler, 0, SCHED_RR), 0, SCHED_RR},
    {"PROC-15/deadline", "SCHED_DEADLINE", ATTACK, "root", deadline, {0}, 0, 0},
    {"PROC-15/disk", "real-time disk priority", ATTACK, "root", disk_priority, {0}, 0, 0},
    {"PROC-15/affinity", "run on more processors than given", ATTACK, "affinity", all_processors, {0}, 0, 0},
    {"PROC-15/lock", "lock much memory", ATTACK, "root", lock_memory, {0}, 0, 0},
    {"PROC-16/limit", "have a core limit above zero", ATTACK, "", core_limit, {0}, 0, RLIMIT_CORE},
    {"PROC-16/dump", "write a core file", ATTACK, "", dump_core, {0}, 0, 0},
    {"RES-21/raise", "raise a hard limit", ATTACK, "root", raise_limit, {0}, 0, 0},
    {"RES-21/soft", "lift a soft limit", ATTACK, "", soft_limit, {0}, 0, 0},
    {"RES-21/file-size", "have no file size limit", ATTACK, "", core_limit, {0}, 0, RLIMIT_FSIZE},
    {"RES-21/address-space", "have no address space limit", ATTACK, "", core_limit, {0}, 0, RLIMIT_AS},
    {"PROC-15/core-scheduling", "read PID 1's core scheduling cookie", ATTACK, "wrapper", core_cookie, {0}, 0, 0},
};

struct family schedule_family(void) { return FAMILY(CASES); }
