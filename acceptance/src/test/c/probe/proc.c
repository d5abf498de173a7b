/* PROC-01..10, 13, 14, 17..20: other processes, PID 1 first, and what the launcher left open. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

enum { KCMP_FILES_KIND = 2, PIDFD_OPEN = 434, PIDFD_GETFD = 438 };

static bool command_line_has_secret(int process, void *state) {
    char path[64];
    (void)state;
    snprintf(path, sizeof path, "/proc/%d/cmdline", process);
    return file_has_secret(path);
}

static void see_process(struct verdict *v, const struct probe_case *self) {
    (void)self;
    if (!need(v, "secret")) return;
    if (each_process(command_line_has_secret, NULL))
        works(v, "a process of the host is visible");
    else
        refused(v, 0, "no process carries the canary");
}

/* Signal 0 to one known process, and never to a group. */
static void signal_process(struct verdict *v, const struct probe_case *self) {
    (void)self;
    if (!need(v, "pid")) return;
    pid_t process = (pid_t)canary_number("pid", 0);
    decide_reached(v, kill(process, 0), "kill");
    if (v->error == ESRCH) refused(v, ESRCH, "no such process");
    if (v->error == EPERM) works(v, "the process exists for kill(2)");
}


static void own_asynchronous(struct verdict *v, const struct probe_case *self) {
    (void)self;
    if (!need(v, "pid")) return;
    int pipes[2];
    if (pipe(pipes) < 0) return;
    decide(v, fcntl(pipes[0], F_SETOWN, (int)canary_number("pid", 0)), "F_SETOWN");
}

static void foreign_timer(struct verdict *v, const struct probe_case *self) {
    (void)self;
    if (!need(v, "pid")) return;
    /* struct sigevent as the kernel lays it out: value, signo, notify, tid. SIGEV_THREAD_ID is 4. */
    struct { uint64_t value; int signo, notify, tid; char rest[44]; } event = {0, SIGUSR1, 4, 0, {0}};
    event.tid = (int)canary_number("pid", 0);
    int timer;
    decide(v, syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer), "timer_create for a foreign thread");
}

static void read_init(struct verdict *v, const struct probe_case *self) {
    char buffer[4096], target[4096];
    struct stat st;
    if (lstat(self->path, &st) == 0 && S_ISLNK(st.st_mode)) {
        decide(v, readlink(self->path, target, sizeof target), self->path);
        return;
    }
    ssize_t n = read_file(self->path, buffer, sizeof buffer);
    if (n > 0)
        works(v, "%zd bytes of %s", n, self->path);
    else
        refused(v, n < 0 ? errno : 0, "%s: %s", self->path, n < 0 ? strerror(errno) : "empty");
}

static void init_command_line(struct verdict *v, const struct probe_case *self) {
    (void)self;
    if (!need(v, "secret")) return;
    if (file_has_secret("/proc/1/cmdline"))
        works(v, "PID 1 carries the canary in its arguments");
    else
        refused(v, 0, "no canary in PID 1's arguments");
}

static void list_init_descriptors(struct verdict *v, const struct probe_case *self) {
    (void)self;
    decide(v, open("/proc/1/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "/proc/1/fd");
    char target[4096];
    if (v->outcome == OPEN && readlink("/proc/1/fd/0", target, sizeof target) < 0)
        refused(v, errno, "/proc/1/fd/0: %s", strerror(errno));
}

static void open_init_memory(struct verdict *v, const struct probe_case *self) {
    decide(v, open("/proc/1/mem", (int)self->number | O_CLOEXEC), "/proc/1/mem");
}

/* Seizing neither stops nor changes the tracee; the host's own PID 1 is left alone all the same. */
static void trace_init(struct verdict *v, const struct probe_case *self) {
    if (on_initial_user_namespace_as_root()) {
        not_exercisable(v, "not tried on the host's own PID 1");
        return;
    }
    decide_reached(v, ptrace((int)self->number, 1, NULL, NULL), "ptrace");
}

/* The remote address 16 is never mapped: EFAULT says that the kernel granted access to the process. */
static void process_memory(struct verdict *v, const struct probe_case *self) {
    char byte = 0;
    struct iovec local = {&byte, 1}, remote = {(void *)16, 1};
    pid_t process = self->number == 1 ? 1 : getppid();
    bool write = self->call.number == SYS_process_vm_writev;
    decide_reached(v, syscall(write ? SYS_process_vm_writev : SYS_process_vm_readv, process, &local, 1UL, &remote, 1UL, 0UL),
                   self->call.name);
}

static void take_descriptor(struct verdict *v, const struct probe_case *self) {
    pid_t process = self->number == 1 ? 1 : getppid();
    long pidfd = syscall(PIDFD_OPEN, process, 0);
    if (pidfd < 0)
        decide(v, pidfd, "pidfd_open");
    else
        decide(v, syscall(PIDFD_GETFD, pidfd, 0, 0), "pidfd_getfd");
}

static void compare_with(struct verdict *v, const struct probe_case *self) {
    pid_t process = self->number == 1 ? 1 : getppid();
    decide(v, syscall(SYS_kcmp, getpid(), process, KCMP_FILES_KIND, 0, 0), "kcmp");
}

static void scan_descriptors(struct verdict *v, const struct probe_case *self) {
    (void)self;
    refused(v, 0, "only 0, 1 and 2 are open");
    for (int fd = 3; fd < 65536; fd++) {
        if (fcntl(fd, F_GETFD) < 0) continue;
        char link[64], target[400] = "?";
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, target, sizeof target - 1);
        if (n >= 0) target[n] = 0;
        works(v, "descriptor %d is %s", fd, target);
        return;
    }
}

static void climb_from_descriptor(struct verdict *v, const struct probe_case *self) {
    (void)self;
    const char *file = need(v, "file");
    if (!file) return;
    char path[4096], bytes[512];
    snprintf(path, sizeof path, "../../../../../../../../../../../..%s", file);
    refused(v, 0, "no descriptor leads to the canary");
    for (int fd = 0; fd < 65536; fd++) {
        int found = fcntl(fd, F_GETFD) < 0 ? -1 : openat(fd, path, O_RDONLY | O_CLOEXEC);
        ssize_t n = found < 0 ? -1 : read(found, bytes, sizeof bytes);
        if (found >= 0) close(found);
        if (n <= 0 && fcntl(fd, F_GETFD) >= 0) n = pread(fd, bytes, sizeof bytes, 0);
        if (n > 0 && contains_secret(bytes, (size_t)n)) {
            works(v, "the canary was read through descriptor %d", fd);
            return;
        }
    }
}

static void climb_from_working_directory(struct verdict *v, const struct probe_case *self) {
    (void)self;
    const char *file = need(v, "file");
    if (!file) return;
    char path[4096], directory[4096] = "";
    snprintf(path, sizeof path, "../../../../../../../../../../../..%s", file);
    long length = syscall(SYS_getcwd, directory, sizeof directory);
    if (length > 0 && directory[0] != '/')
        works(v, "the working directory is %s", directory);
    else if (file_has_secret(path))
        works(v, "the canary was read from the working directory upwards");
    else
        refused(v, errno, "%s", strerror(errno));
}

/* Children of children that have ended: somebody must reap them. */
static long orphan_zombies(void) {
    long zombies = 0;
    DIR *directory = opendir("/proc");
    if (!directory) return 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        char path[300], text[512] = {0};
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        if (read_file(path, text, sizeof text - 1) <= 0) continue;
        char *close = strrchr(text, ')');
        int parent = 0;
        char state = 0;
        if (close && sscanf(close + 1, " %c %d", &state, &parent) == 2 && state == 'Z' && parent != getpid()) zombies++;
    }
    closedir(directory);
    return zombies;
}

static void make_orphans(struct verdict *v, const struct probe_case *self) {
    (void)self;
    long wanted = canary_number("orphans", 1000), before = orphan_zombies();
    for (long i = 0; i < wanted; i++) {
        pid_t child = fork();
        if (child == 0) {
            if (fork() == 0) _exit(0);
            _exit(0);
        }
        if (child < 0) {
            works(v, "no process can be made after %ld orphans: %s", i, strerror(errno));
            return;
        }
        wait_for(child);
    }
    struct timespec pause = {0, 20000000};
    long left = 0;
    for (int i = 0; i < 250 && (left = orphan_zombies() - before) > 0; i++) nanosleep(&pause, NULL);
    if (left > 0)
        works(v, "%ld of %ld orphans were never reaped", left, wanted);
    else
        refused(v, 0, "all %ld orphans were reaped", wanted);
}

/* runc's CVE-2019-5736: ETXTBSY means that only a running instance stands in the way. */
static void overwrite_helper(struct verdict *v, const struct probe_case *self) {
    int fd = open(self->path, O_WRONLY | O_CLOEXEC);
    int error = errno;
    if (fd >= 0 || error == ETXTBSY)
        works(v, "%s may be written: %s", self->path, fd >= 0 ? "now" : strerror(error));
    else
        refused(v, error, "%s: %s", self->path, strerror(error));
}

static int child_filter(void *unused) {
    (void)unused;
    _exit(status_field("/proc/self/status", "Seccomp", 10) == 2 ? 2 : 0);
}

/* Whichever way a process is made, it must wear the filter. */
static void shed_filter(struct verdict *v, const struct probe_case *self) {
    static char stack[16384] __attribute__((aligned(16)));
    int status = -1;
    pid_t child;
    if (self->number == 0) {
        child = vfork();
        if (child == 0) _exit(status_field("/proc/self/status", "Seccomp", 10) == 2 ? 2 : 0);
    } else {
        child = clone(child_filter, stack + sizeof stack, (int)self->number | SIGCHLD, NULL);
    }
    if (child < 0) {
        refused(v, errno, "%s: %s", self->title, strerror(errno));
        return;
    }
    if (self->number == CLONE_PARENT) {
        /* The child is a sibling now, and only our parent can collect it: ask /proc while it lives or is a zombie. */
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/status", (int)child);
        status = status_field(path, "Seccomp", 10) == 2 ? 2 << 8 : 0;
    } else {
        status = wait_for(child);
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
        refused(v, 0, "the child wears the filter");
    else
        works(v, "the child wears no filter");
}

static bool unfiltered(int process, void *state) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", process);
    DIR *tasks = opendir(path);
    if (!tasks) return false;
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(tasks));) {
        if (entry->d_name[0] == '.') continue;
        char status[400];
        snprintf(status, sizeof status, "/proc/%d/task/%s/status", process, entry->d_name);
        found = status_field(status, "Seccomp", 10) == 0;
    }
    closedir(tasks);
    if (found) *(int *)state = process;
    return found;
}

static void unfiltered_task(struct verdict *v, const struct probe_case *self) {
    (void)self;
    int process = 0;
    if (each_process(unfiltered, &process))
        works(v, "process %d runs without a filter", process);
    else
        refused(v, 0, "every visible task is filtered");
}

#define CALL(name, ...) {#name, SYS_##name, {__VA_ARGS__}}

static const struct probe_case CASES[] = {
    {"PROC-01/see", "see a process of the host", ATTACK, "secret", see_process, {0}, 0, 0},
    {"PROC-01/kill", "signal a process of the host", ATTACK, "pid", signal_process, {0}, 0, 0},
    {"PROC-02/environ", "read PID 1's environment", ATTACK, "root", read_init, {0}, "/proc/1/environ", 0},
    {"PROC-02/cmdline", "find the canary in PID 1's arguments", ATTACK, "secret,wrapper", init_command_line, {0}, 0, 0},
    {"PROC-02/maps", "read PID 1's mappings", ATTACK, "root", read_init, {0}, "/proc/1/maps", 0},
    {"PROC-02/auxv", "read PID 1's auxiliary vector", ATTACK, "root", read_init, {0}, "/proc/1/auxv", 0},
    {"PROC-02/exe", "read PID 1's executable link", ATTACK, "root", read_init, {0}, "/proc/1/exe", 0},
    {"PROC-02/cwd", "read PID 1's working directory", ATTACK, "root", read_init, {0}, "/proc/1/cwd", 0},
    {"PROC-02/root", "read PID 1's root", ATTACK, "root", read_init, {0}, "/proc/1/root", 0},
    {"PROC-02/fd", "list PID 1's descriptors", ATTACK, "root", list_init_descriptors, {0}, 0, 0},
    {"PROC-03/read-memory", "open PID 1's memory for reading", ATTACK, "root", open_init_memory, {0}, 0, O_RDONLY},
    {"PROC-03/write-memory", "open PID 1's memory for writing", ATTACK, "root", open_init_memory, {0}, 0, O_RDWR},
    {"PROC-03/seize", "trace PID 1", ATTACK, "wrapper", trace_init, CALL(ptrace, PTRACE_SEIZE, 1), 0, PTRACE_SEIZE},
    {"PROC-03/vm-write", "write into PID 1", ATTACK, "root", process_memory, CALL(process_vm_writev, 1), 0, 1},
    {"PROC-03/vm-read", "read from PID 1", ATTACK, "root", process_memory, CALL(process_vm_readv, 1), 0, 1},
    {"PROC-04/getfd-init", "take a descriptor from PID 1", ATTACK, "root", take_descriptor, {"pidfd_getfd", PIDFD_GETFD, {3}}, 0, 1},
    {"PROC-04/getfd-sibling", "take a descriptor from another process", ATTACK, "", take_descriptor, {"pidfd_getfd", PIDFD_GETFD, {3}}, 0, 0},
    {"PROC-04/kcmp-init", "compare resources with PID 1", ATTACK, "root", compare_with, CALL(kcmp, 2, 1), 0, 1},
    {"PROC-04/kcmp-sibling", "compare resources with another process", ATTACK, "", compare_with, CALL(kcmp, 2, 3), 0, 0},
    {"PROC-05/scan", "find an inherited descriptor", ATTACK, "fd", scan_descriptors, {0}, 0, 0},
    {"PROC-05/climb", "reach the host through an inherited descriptor", ATTACK, "fd,file,secret", climb_from_descriptor, {0}, 0, 0},
    {"PROC-06/climb", "reach the host from the inherited working directory", ATTACK, "file,secret", climb_from_working_directory, {0}, 0, 0},
    {"PROC-10/orphans", "leave zombies behind", ATTACK, "wrapper", make_orphans, {0}, 0, 0},
    {"PROC-13/set-owner", "aim asynchronous signals at a host process", ATTACK, "pid", own_asynchronous, {0}, 0, 0},
    {"PROC-13/timer", "aim a timer at a host thread", ATTACK, "pid", foreign_timer, {0}, 0, 0},
    {"PROC-17/helper", "overwrite the helper's executable", ATTACK, "root", overwrite_helper, {0}, "/proc/1/exe", 0},
    {"PROC-18/nested", "hide in a nested PID namespace", ATTACK, "", attempt_call, CALL(unshare, CLONE_NEWPID | CLONE_NEWUSER), 0, 0},
    {"PROC-19/vfork", "shed the filter by vfork", ATTACK, "", shed_filter, {0}, 0, 0},
    {"PROC-19/clone-parent", "shed the filter by CLONE_PARENT", ATTACK, "", shed_filter, {0}, 0, CLONE_PARENT},
    {"PROC-19/clone-files", "shed the filter by CLONE_FS and CLONE_FILES", ATTACK, "", shed_filter, {0}, 0, CLONE_FS | CLONE_FILES},
    {"PROC-19/clone-untraced", "shed the filter by CLONE_UNTRACED", ATTACK, "", shed_filter, {0}, 0, CLONE_UNTRACED},
    {"SYS-36/unfiltered", "find a task without a filter", ATTACK, "", unfiltered_task, {0}, 0, 0},
};

struct family proc_family(void) { return FAMILY(CASES); }
