/* One execution: a supervisor process that is the subreaper of everything the program starts, so that its tree
 * can be counted, waited for and killed as one thing; and the program itself. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"
#include "util.h"

/* --- the program ----------------------------------------------------------------------------------- */

/* The program's process shares our memory until it executes (vfork(2)), and leaves here why it could not. */
struct child_failure {
    uint32_t stage; /* 0: none */
    int32_t error;
};

_Noreturn static void child_fail(volatile struct child_failure *failure, uint32_t stage) {
    failure->error = errno;
    failure->stage = stage;
    _exit(126);
}

static const char *search_path(char **environment) {
    for (char **variable = environment; *variable; variable++)
        if (strncmp(*variable, "PATH=", 5) == 0) return *variable + 5;
    return "/usr/local/bin:/usr/bin:/bin";
}

/* execvpe(3) of our own: the search path is the program's, not ours, and the most telling error survives. */
static void execute(char **argv, char **environment) {
    int error = ENOENT;
    if (strchr(argv[0], '/') || !argv[0][0]) {
        execve(argv[0], argv, environment);
        return;
    }
    size_t name_length = strlen(argv[0]);
    for (const char *at = search_path(environment); at; at = strchr(at, ':') ? strchr(at, ':') + 1 : NULL) {
        size_t length = strcspn(at, ":");
        char path[4096];
        if (length == 0 || length + name_length + 2 > sizeof path) continue;
        memcpy(path, at, length);
        path[length] = '/';
        memcpy(path + length + 1, argv[0], name_length + 1);
        execve(path, argv, environment);
        if (errno != ENOENT && errno != ENOTDIR) error = errno;
    }
    errno = error;
}

static bool hand_over(int channel, int fd) {
    char byte = 0;
    struct iovec data = {.iov_base = &byte, .iov_len = 1};
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    return sendmsg(channel, &message, MSG_NOSIGNAL) == 1;
}

static int take_over(int channel) {
    char byte;
    struct iovec data = {.iov_base = &byte, .iov_len = 1};
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
    if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) != 1) return -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || header->cmsg_type != SCM_RIGHTS) return -1;
    int fd;
    memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

/* Every descriptor is closed on exec already; this is the last line, should one ever be forgotten. */
static bool close_on_exec(void) {
    enum { CLOEXEC = 4 /* CLOSE_RANGE_CLOEXEC, Linux 5.11 */ };
    return syscall(SYS_close_range, 3U, ~0U, CLOEXEC) == 0;
}

/* At the limit SIGXCPU, whose default is the end and which nothing else sends; a second later SIGKILL for whoever
 * handles it. Zero sets none. */
static bool lower_cpu(uint64_t seconds) {
    struct rlimit now;
    if (!seconds) return true;
    if (getrlimit(RLIMIT_CPU, &now) < 0) return false;
    rlim_t hard = seconds + 1 < now.rlim_max ? seconds + 1 : now.rlim_max;
    struct rlimit cpu = {.rlim_cur = seconds < hard ? seconds : hard, .rlim_max = hard};
    return setrlimit(RLIMIT_CPU, &cpu) == 0;
}

static bool lower_limits(const struct configuration *c, uint64_t cpu_seconds) {
    for (uint32_t i = 0; i < c->limit_count; i++) {
        const struct limit *limit = &c->limits[i];
        if (limit->program >= limit->init) continue;
        struct rlimit now, lower = {.rlim_cur = limit->program, .rlim_max = limit->program};
        if (getrlimit(limit->resource, &now) < 0) return false;
        if (now.rlim_max <= lower.rlim_max) continue;
        if (setrlimit(limit->resource, &lower) < 0) return false;
    }
    return lower_cpu(cpu_seconds);
}

static bool reset_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    return signal(SIGPIPE, SIG_DFL) != SIG_ERR && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

_Noreturn static void program(const struct configuration *c, const struct posture *posture,
                              const struct execution_request *request, const int stdio[3],
                              volatile struct child_failure *failure, int listener_channel) {
    if (setsid() < 0) child_fail(failure, STAGE_FORK);
    for (int i = 0; i < 3; i++)
        if (dup2(stdio[i], i) < 0) child_fail(failure, STAGE_FORK);
    if (!close_on_exec() || !reset_signals()) child_fail(failure, STAGE_FORK);
    umask(022);
    if (chdir(request->directory) < 0) child_fail(failure, STAGE_DIRECTORY);
    if (!lower_limits(c, request->cpu_seconds)) child_fail(failure, STAGE_LIMITS);
    if (posture->ruleset >= 0 && !landlock_enter(posture->ruleset)) child_fail(failure, STAGE_LANDLOCK);
    if (request->flags & EXEC_NO_SPAWN) {
        int listener = seccomp_install(&c->no_spawn, true);
        if (listener < 0 || !hand_over(listener_channel, listener)) child_fail(failure, STAGE_SECCOMP);
        close(listener);
    }
    execute(request->argv, request->environment);
    child_fail(failure, STAGE_EXEC);
}

/* --- the supervisor process ------------------------------------------------------------------------ */

static void send_status(int fd, struct status_record record) {
    struct rusage usage;
    if (getrusage(RUSAGE_CHILDREN, &usage) == 0) {
        record.user_us = (uint64_t)usage.ru_utime.tv_sec * 1000000 + (uint64_t)usage.ru_utime.tv_usec;
        record.system_us = (uint64_t)usage.ru_stime.tv_sec * 1000000 + (uint64_t)usage.ru_stime.tv_usec;
        record.peak_kib = (uint64_t)usage.ru_maxrss;
    }
    (void)!write(fd, &record, sizeof record);
}

/* Each attempt to make a process is counted and answered EPERM; nothing of the caller's memory is looked at. */
static bool refuse_spawn(int listener, uint32_t *refused) {
    struct seccomp_notif request;
    memset(&request, 0, sizeof request);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) < 0) return errno == EINTR || errno == ENOENT;
    struct seccomp_notif_resp response = {.id = request.id, .error = -EPERM};
    __atomic_add_fetch(refused, 1, __ATOMIC_RELAXED);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response) < 0) return errno == ENOENT || errno == EINTR;
    return true;
}

/* Returns false once no child is left. */
static bool reap_children(pid_t main_process, int status_fd) {
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid == 0) return true;
        if (pid < 0) return errno != ECHILD;
        if (pid == main_process) send_status(status_fd, (struct status_record){.kind = STATUS_MAIN_ENDED, .status = status});
    }
}

_Noreturn static void supervise(pid_t main_process, int signals, int status_fd, int listener, uint32_t *refused) {
    struct pollfd polled[2] = {{.fd = signals, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
    while (reap_children(main_process, status_fd)) {
        if (poll(polled, 2, -1) < 0) {
            if (errno != EINTR) break;
            continue;
        }
        struct signalfd_siginfo info[8];
        while (read(signals, info, sizeof info) == sizeof info) continue;
        if (polled[1].revents & POLLIN) {
            if (!refuse_spawn(listener, refused)) polled[1].fd = -1;
        } else if (polled[1].revents) {
            polled[1].fd = -1;
        }
    }
    send_status(status_fd, (struct status_record){.kind = STATUS_TREE_ENDED});
    _exit(0);
}

_Noreturn static void not_started(int status_fd, uint32_t stage, int error) {
    send_status(status_fd, (struct status_record){.kind = STATUS_NOT_STARTED, .error = error, .stage = stage});
    _exit(0);
}

/* Becomes the one to whom everything that the program leaves behind is handed; returns a descriptor that tells of
 * ended children. All signals are blocked: what a program sends here is without effect, SIGKILL and SIGSTOP
 * excepted, and init copes with those. */
static int become_reaper(void) {
    sigset_t all, child_ended;
    sigfillset(&all);
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    if (setsid() < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0 || sigprocmask(SIG_SETMASK, &all, NULL) < 0) return -1;
    prctl(PR_SET_NAME, "supervisor");
    return signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* A function of its own: what the child leaves in registers and frame must not be the caller's. */
__attribute__((noinline)) static pid_t start_program(const struct configuration *c, const struct posture *posture,
                                                     const struct execution_request *request, const int stdio[3],
                                                     volatile struct child_failure *failure, int listener_channel) {
    pid_t pid = vfork();
    if (pid == 0) program(c, posture, request, stdio, failure, listener_channel);
    return pid;
}

_Noreturn static void supervisor(const struct configuration *c, const struct posture *posture,
                                 const struct execution_request *request, const int stdio[3], int status_fd,
                                 uint32_t *refused) {
    int keep[] = {stdio[0], stdio[1], stdio[2], status_fd, posture->ruleset};
    close_all_except(keep, 5);
    bool no_spawn = request->flags & EXEC_NO_SPAWN;
    volatile struct child_failure failure = {0};
    int channel[2] = {-1, -1}, listener = -1;
    int signals = become_reaper();
    if (signals < 0 || (no_spawn && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) < 0))
        not_started(status_fd, STAGE_FORK, errno);
    pid_t pid = start_program(c, posture, request, stdio, &failure, channel[1]);
    if (pid < 0) not_started(status_fd, STAGE_FORK, errno);
    for (int i = 0; i < 3; i++) close(stdio[i]);
    if (no_spawn) {
        close(channel[1]);
        listener = take_over(channel[0]);
        close(channel[0]);
    }
    if (failure.stage) {
        (void)waitpid(pid, NULL, 0);
        not_started(status_fd, failure.stage, failure.error);
    }
    send_status(status_fd, (struct status_record){.kind = STATUS_STARTED, .status = pid});
    supervise(pid, signals, status_fd, listener, refused);
}

/* --- init's side ----------------------------------------------------------------------------------- */

struct pipes {
    int in[2], out[2], err[2], status[2];
};

static void close_pair(const int pair[2]) {
    for (int i = 0; i < 2; i++)
        if (pair[i] >= 0) close(pair[i]);
}

static void close_pipes(const struct pipes *p) {
    int error = errno;
    close_pair(p->in);
    close_pair(p->out);
    close_pair(p->err);
    close_pair(p->status);
    errno = error;
}

static bool open_input(int in[2], bool empty) {
    if (!empty) return pipe2(in, O_CLOEXEC) == 0 && fcntl(in[1], F_SETFL, O_NONBLOCK) == 0;
    in[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return in[0] >= 0;
}

/* Our ends do not block; the program's do. */
static bool open_pipes(struct pipes *p, bool empty_input) {
    *p = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
    if (open_input(p->in, empty_input) && pipe2(p->out, O_CLOEXEC) == 0 && pipe2(p->err, O_CLOEXEC) == 0 &&
        pipe2(p->status, O_CLOEXEC) == 0 && fcntl(p->out[0], F_SETFL, O_NONBLOCK) == 0 &&
        fcntl(p->err[0], F_SETFL, O_NONBLOCK) == 0 && fcntl(p->status[0], F_SETFL, O_NONBLOCK) == 0)
        return true;
    close_pipes(p);
    return false;
}

static bool share_counter(uint32_t **counter) {
    *counter = mmap(NULL, sizeof **counter, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return *counter != MAP_FAILED;
}

bool execution_spawn(const struct configuration *c, const struct posture *posture,
                     const struct execution_request *request, struct spawned *spawned) {
    struct pipes p;
    uint32_t *refused = NULL;
    if (!open_pipes(&p, request->flags & EXEC_NO_INPUT)) return false;
    if ((request->flags & EXEC_NO_SPAWN) && !share_counter(&refused)) {
        close_pipes(&p);
        return false;
    }
    int stdio[3] = {p.in[0], p.out[1], p.err[1]};
    pid_t pid = fork();
    if (pid == 0) supervisor(c, posture, request, stdio, p.status[1], refused);
    if (pid < 0) {
        close_pipes(&p);
        if (refused) munmap(refused, sizeof *refused);
        errno = EAGAIN; /* fork(2) knows only this and ENOMEM, and both mean: not now */
        return false;
    }
    close(p.in[0]);
    close(p.out[1]);
    close(p.err[1]);
    close(p.status[1]);
    *spawned = (struct spawned){.supervisor = pid,
                                .in = p.in[1],
                                .out = p.out[0],
                                .err = p.err[0],
                                .status = p.status[0],
                                .refused = refused};
    return true;
}
