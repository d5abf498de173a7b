#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "roles.h"
#include "util.h"

enum { REPORT_MAX = 4096, REMOVAL_RETRY_MS = 5, REMOVAL_LIMIT_MS = 10000 };

struct waiter {
    struct waiter *next;
    int connection;
};

struct sandbox {
    struct sandbox *next;
    uint64_t key;
    pid_t monitor;  /* launcher, then bubblewrap: our child; 0 once reaped */
    bool late;      /* did not come to life in time, and was answered so */
    bool kept;      /* ended by itself: its groups' counters wait until the supervisor has asked for its end */
    int connection; /* the request's, until it was answered */
    int hello;      /* init greets here, and the kernel tells who wrote */
    int error;      /* the launcher's and bubblewrap's complaints, until init greets */
    char *report;
    size_t report_length;
    char **cgroups;
    int64_t launch_deadline;
    int64_t removal_deadline;
    struct waiter *waiters; /* those who asked for its end */
};

static struct sandbox *sandboxes;
static uint64_t last_key;
static bool ending;     /* nobody will ask any more */
static size_t launches; /* sandboxes whose request was not answered yet */
static size_t removals; /* reaped sandboxes whose control groups are still busy */
static int epoll_fd = -1;

static void forget(int *fd) {
    if (*fd < 0) return;
    /* A launcher that was just forked may share the open file, so closing alone would not end the watch. */
    (void)epoll_ctl(epoll_fd, EPOLL_CTL_DEL, *fd, NULL);
    close(*fd);
    *fd = -1;
}

static bool watch(int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* --- answers --------------------------------------------------------------------------------------- */

/* An answer is small and the first thing on its connection, so it fits the socket's buffer; a peer that has
 * gone, or has no room for it, goes without. */
static void send_answer(int connection, struct writer *w) {
    (void)!send(connection, w->data, w->length, MSG_NOSIGNAL | MSG_DONTWAIT);
    free(w->data);
    close(connection);
}

void answer_failed(int connection, int error, const char *stage, const char *detail, const char *text) {
    struct writer w = {0};
    size_t start = frame_begin(&w, REPLY_FAILED, 0);
    write_u32(&w, (uint32_t)error);
    write_string(&w, stage);
    write_string(&w, detail);
    write_string(&w, text);
    frame_end(&w, start);
    send_answer(connection, &w);
}

static void answered(struct sandbox *s) {
    s->connection = -1;
    launches--;
}

static void answer_launched(struct sandbox *s, pid_t init) {
    struct writer w = {0};
    size_t start = frame_begin(&w, REPLY_LAUNCHED, 0);
    write_u64(&w, s->key);
    write_u32(&w, (uint32_t)init);
    write_u32(&w, (uint32_t)s->monitor);
    frame_end(&w, start);
    send_answer(s->connection, &w);
    answered(s);
}

static void answer_killed(int connection, uint32_t found) {
    struct writer w = {0};
    size_t start = frame_begin(&w, REPLY_KILLED, 0);
    write_u32(&w, found);
    frame_end(&w, start);
    send_answer(connection, &w);
}

static void answer_report(struct sandbox *s, int status) {
    struct reader r = reader_of((uint8_t *)s->report, s->report_length);
    int error = (int)read_u32(&r);
    char *stage = read_string(&r), *detail = read_string(&r), how[48];
    if (reader_done(&r)) {
        answer_failed(s->connection, error, stage, detail, "");
    } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
        answer_failed(s->connection, 0, "killed", "", "");
    } else {
        s->report[s->report_length] = 0;
        if (WIFSIGNALED(status)) snprintf(how, sizeof how, "signal %d", WTERMSIG(status));
        else snprintf(how, sizeof how, "exit status %d", WEXITSTATUS(status));
        answer_failed(s->connection, 0, "bubblewrap", how, s->report);
    }
    answered(s);
    free(stage);
    free(detail);
}

/* --- the end --------------------------------------------------------------------------------------- */

/* Whatever is left in a group of ours is killed: on cgroup v1 there is nothing to write, and nothing left. */
static void kill_groups(const struct sandbox *s) {
    for (char **directory = s->cgroups; *directory; directory++) {
        char path[4096];
        if (snprintf(path, sizeof path, "%s/cgroup.kill", *directory) < (int)sizeof path)
            (void)write_file(path, "1");
    }
}

/* A dying task leaves its group a moment after it was reaped: true once no group is busy. */
static bool groups_removed(const struct sandbox *s) {
    bool gone = true;
    for (char **directory = s->cgroups; *directory; directory++)
        if (rmdir(*directory) < 0 && errno == EBUSY) gone = false;
    return gone;
}

static void drain_errors(struct sandbox *s) {
    while (s->error >= 0) {
        char waste[512];
        size_t room = REPORT_MAX - 1 - s->report_length;
        ssize_t n = room ? read(s->error, s->report + s->report_length, room) : read(s->error, waste, sizeof waste);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) forget(&s->error);
        else if (room) s->report_length += (size_t)n;
    }
}

static void end_startup(struct sandbox *s) {
    forget(&s->hello);
    forget(&s->error);
    free(s->report);
    s->report = NULL;
}

static void remove_from_list(const struct sandbox *s) {
    for (struct sandbox **at = &sandboxes; *at; at = &(*at)->next) {
        if (*at != s) continue;
        *at = s->next;
        return;
    }
}

static void bury(struct sandbox *s) {
    remove_from_list(s);
    for (struct waiter *w = s->waiters, *next; w; w = next) {
        next = w->next;
        answer_killed(w->connection, 1);
        free(w);
    }
    free_strings(s->cgroups);
    free(s);
}

static void start_removal(struct sandbox *s) {
    s->kept = false;
    kill_groups(s);
    if (groups_removed(s)) {
        bury(s);
        return;
    }
    s->removal_deadline = now_ms() + REMOVAL_LIMIT_MS;
    removals++;
}

static void monitor_ended(struct sandbox *s, int status) {
    bool launched = s->connection < 0;
    s->monitor = 0;
    if (!launched) {
        drain_errors(s);
        answer_report(s, status);
    }
    end_startup(s);
    if (launched && !s->late && !s->waiters && !ending && *s->cgroups) s->kept = true;
    else start_removal(s);
}

static void retry_removals(void) {
    int64_t now = now_ms();
    for (struct sandbox *s = sandboxes, *next; s && removals; s = next) {
        next = s->next;
        if (s->monitor || s->kept || (!groups_removed(s) && now < s->removal_deadline)) continue;
        removals--;
        bury(s);
    }
}

static void kill_sandbox(const struct sandbox *s) {
    if (s->monitor > 0) (void)kill(s->monitor, SIGKILL);
}

/* A launch that hangs (a file system of the host that does not answer) is over for whoever asked for it, whether the
 * kernel lets the launcher die or not. */
static void give_up_late_launches(void) {
    int64_t now = now_ms();
    for (struct sandbox *s = sandboxes; s && launches; s = s->next) {
        if (s->connection < 0 || now < s->launch_deadline) continue;
        answer_failed(s->connection, ETIMEDOUT, "launch", "", "");
        answered(s);
        s->late = true;
        forget(&s->hello);
        kill_sandbox(s);
    }
}

void sandbox_tend(void) {
    pid_t pid;
    int status;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        struct sandbox *s = sandboxes;
        while (s && s->monitor != pid) s = s->next;
        if (s) monitor_ended(s, status);
    }
    if (launches) give_up_late_launches();
    if (removals) retry_removals();
}

int sandbox_patience(void) {
    if (removals) return REMOVAL_RETRY_MS;
    int64_t nearest = INT64_MAX, now = now_ms();
    for (struct sandbox *s = sandboxes; s && launches; s = s->next)
        if (s->connection >= 0 && s->launch_deadline < nearest) nearest = s->launch_deadline;
    if (nearest == INT64_MAX) return -1;
    return nearest <= now ? 0 : (int)(nearest - now);
}

bool sandbox_any(void) { return sandboxes != NULL; }

void sandbox_kill_all(void) {
    ending = true;
    for (struct sandbox *s = sandboxes, *next; s; s = next) {
        next = s->next;
        if (s->kept) start_removal(s);
        else kill_sandbox(s);
    }
}

void sandbox_kill(int connection, uint64_t key) {
    struct sandbox *s = sandboxes;
    while (s && s->key != key) s = s->next;
    if (!s) {
        answer_killed(connection, 0);
        return;
    }
    struct waiter *waiter = must_alloc(sizeof *waiter);
    *waiter = (struct waiter){.next = s->waiters, .connection = connection};
    s->waiters = waiter;
    if (s->kept) start_removal(s);
    else kill_sandbox(s);
}

/* --- the start ------------------------------------------------------------------------------------- */

/* fork(2) into new namespaces, and into the version 2 control group whose directory `*group` is: a process that moves
 * itself there makes the kernel wait for all threads everywhere, tens of milliseconds. `*group` is -1 where there is
 * none, and becomes so where the kernel cannot do that. The process that results has our memory and one thread, and uses
 * nothing of libc that depends on its thread id. */
static pid_t fork_into(unsigned long namespaces, int *group) {
    if (*group >= 0) {
        struct clone_args args = {
            .flags = namespaces | CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)*group};
        pid_t child = (pid_t)syscall(SYS_clone3, &args, sizeof args);
        if (child >= 0) return child;
        close(*group);
        *group = -1;
    }
    /* Filters of containers refuse clone3(2), whose flags they cannot see. */
    return (pid_t)syscall(SYS_clone, namespaces | SIGCHLD, 0UL, 0UL, 0UL, 0UL);
}

/* The one directory among the sandbox's groups that belongs to the version 2 hierarchy; -1 where there is none. */
static int unified_group(const struct launch *launch) {
    for (char **directory = launch->cgroups; *directory; directory++)
        if (group_is_unified(*directory)) return open(*directory, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return -1;
}

_Noreturn static void become_launcher(const struct guardian *guardian, struct launch *launch,
                                      const struct launch_descriptors *descriptors) {
    int keep[] = {BINARY_FD, guardian->self, descriptors->control, descriptors->hello, descriptors->error};
    close_all_except(keep, sizeof keep / sizeof *keep);
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) < 0 || setrlimit(RLIMIT_NOFILE, &guardian->files) < 0) _exit(71);
    launcher_main(launch, descriptors);
}

static bool open_channels(int hello[2], int error[2]) {
    int on = 1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, hello) < 0) return false;
    if (setsockopt(hello[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0 && pipe2(error, O_CLOEXEC) == 0) {
        if (fcntl(error[0], F_SETFL, O_NONBLOCK) == 0 && watch(hello[0]) && watch(error[0])) return true;
        int saved = errno;
        close(error[0]);
        close(error[1]);
        errno = saved;
    }
    int saved = errno;
    close(hello[0]);
    close(hello[1]);
    errno = saved;
    return false;
}

void sandbox_start(const struct guardian *guardian, int connection, struct launch *launch) {
    int hello[2], error[2];
    epoll_fd = guardian->epoll;
    if (!open_channels(hello, error)) {
        answer_failed(connection, errno, "guardian", "channels", "");
        return;
    }
    bool privileged = launch->flags & LAUNCH_PRIVILEGED;
    int group = unified_group(launch);
    pid_t child = fork_into(CLONE_NEWPID | (privileged ? 0 : CLONE_NEWUSER), &group);
    if (child == 0) {
        const struct launch_descriptors descriptors = {
            .guardian = guardian->self,
            .control = connection,
            .hello = hello[1],
            .error = error[1],
            .in_unified = group >= 0,
        };
        become_launcher(guardian, launch, &descriptors);
    }
    int why = errno;
    if (group >= 0) close(group);
    close(hello[1]);
    close(error[1]);
    if (child < 0) {
        forget(&hello[0]);
        forget(&error[0]);
        answer_failed(connection, why, privileged ? "process namespace" : "user namespace", "clone", "");
        return;
    }
    struct sandbox *s = must_alloc(sizeof *s);
    *s = (struct sandbox){
        .next = sandboxes,
        .key = ++last_key,
        .monitor = child,
        .connection = connection,
        .hello = hello[0],
        .error = error[0],
        .report = must_alloc(REPORT_MAX),
        .launch_deadline = now_ms() + launch->patience_ms,
        .cgroups = launch->cgroups,
    };
    launch->cgroups = NULL;
    sandboxes = s;
    launches++;
}

static void greeted(struct sandbox *s) {
    pid_t init = read_sender(s->hello, MSG_DONTWAIT);
    if (init > 0) {
        answer_launched(s, init);
        end_startup(s);
    } else if (init < 0) {
        /* Init never came to life: the end of the monitor says why. */
        forget(&s->hello);
    }
}

void sandbox_descriptor_ready(int fd) {
    struct sandbox *s = sandboxes;
    while (s && s->hello != fd && s->error != fd) s = s->next;
    if (!s) return;
    if (s->hello == fd) greeted(s);
    else drain_errors(s);
}
