/* The guardian: one per supervisor, parent of all its sandboxes.
 *
 * It listens on a Unix socket in the supervisor's private run directory. A launch request arrives on a
 * connection of its own; that very connection becomes init's channel, so no descriptor ever has to be
 * handed to the supervisor. Standard input is the lifeline: its end means that the supervisor is gone,
 * however it went, and every sandbox is destroyed. If the guardian dies instead, each launcher's
 * parent-death signal takes its PID namespace down.
 *
 * Single-threaded, and nothing in the loop blocks. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "request.h"
#include "roles.h"
#include "sandbox.h"
#include "util.h"

enum { KILL_WAIT_MS = 10000, REQUEST_TIMEOUT_MS = 5000, MAX_REQUESTS = 256 };

static struct guardian guardian;
static struct request *requests; /* newest first, so their deadlines descend */
static size_t request_count;
static int listener;
static bool ending;
static bool orphaned;      /* the supervisor is gone, and has no use for its control groups */
static char **group_homes; /* the supervisor's directory in each hierarchy; a group each within for every sandbox */

static bool watch(int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    return epoll_ctl(guardian.epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* --- requests -------------------------------------------------------------------------------------- */

static void request_launch(const struct request *request) {
    struct launch launch = {0};
    if (ending || !launch_decode(&launch, request->payload, request->header.length))
        answer_failed(request->connection, EBADMSG, "request", "launch program", "");
    else
        sandbox_start(&guardian, request->connection, &launch);
    launch_free(&launch);
}

static void request_kill(const struct request *request) {
    struct reader r = reader_of(request->payload, request->header.length);
    uint64_t key = read_u64(&r);
    if (reader_done(&r)) sandbox_kill(request->connection, key);
    else close(request->connection);
}

/* Unlinks and frees; the connection is somebody else's by then. */
static void discard_request(struct request *request) {
    struct request **at = &requests;
    while (*at != request) at = &(*at)->next;
    *at = request->next;
    request_count--;
    free(request->payload);
    free(request);
}

static void drop_request(struct request *request) {
    close(request->connection);
    discard_request(request);
}

static struct request *oldest_request(void) {
    struct request *request = requests;
    while (request && request->next) request = request->next;
    return request;
}

static void advance_request(struct request *request) {
    enum receipt receipt = request_receive(request);
    if (receipt == RECEIPT_PARTIAL) return;
    /* The connection may outlive the request, and nothing more on it is for us. */
    (void)epoll_ctl(guardian.epoll, EPOLL_CTL_DEL, request->connection, NULL);
    if (receipt == RECEIPT_BROKEN) {
        drop_request(request);
        return;
    }
    if (request->header.type == REQUEST_LAUNCH) request_launch(request);
    else if (request->header.type == REQUEST_KILL) request_kill(request);
    else close(request->connection);
    discard_request(request);
}

static bool same_user(int connection) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == geteuid();
}

static void accept_request(void) {
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection < 0) {
        /* Out of descriptors, with the listener still ready: do not spin. */
        if (errno != EAGAIN && errno != EINTR) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        return;
    }
    if (!same_user(connection) || !watch(connection)) {
        close(connection);
        return;
    }
    if (request_count == MAX_REQUESTS) drop_request(oldest_request());
    struct request *request = must_alloc(sizeof *request);
    *request =
        (struct request){.next = requests, .connection = connection, .deadline = now_ms() + REQUEST_TIMEOUT_MS};
    requests = request;
    request_count++;
    advance_request(request);
}

static void drop_late_requests(void) {
    int64_t now = now_ms();
    for (struct request *request; (request = oldest_request()) && request->deadline <= now;) drop_request(request);
}

static void descriptor_ready(int fd) {
    for (struct request *request = requests; request; request = request->next) {
        if (request->connection != fd) continue;
        advance_request(request);
        return;
    }
    sandbox_descriptor_ready(fd);
}

/* --- life ------------------------------------------------------------------------------------------ */

/* Removes what the supervisor left of its control groups: also those that it had made for a sandbox that it did not
 * live to ask for. True once nothing is left. */
static bool groups_removed(void) {
    bool gone = true;
    for (char **home = group_homes; *home; home++) {
        DIR *groups = opendir(*home);
        if (!groups) continue;
        for (struct dirent *entry; (entry = readdir(groups));)
            if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
                (void)unlinkat(dirfd(groups), entry->d_name, AT_REMOVEDIR);
        closedir(groups);
        if (rmdir(*home) < 0 && errno != ENOENT) gone = false;
    }
    return gone;
}

/* Ends everything that still lives. That takes milliseconds, on a busy machine a while, and control groups go only
 * with our help; what resists (a task in the kernel's hands) is left to its namespaces in the end. */
_Noreturn static void end_all(void) {
    int64_t deadline = now_ms() + KILL_WAIT_MS;
    sandbox_kill_all();
    for (;;) {
        sandbox_tend();
        if ((!sandbox_any() && (!orphaned || groups_removed())) || now_ms() >= deadline) _exit(0);
        nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
    }
}

static int listen_at(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    umask(077);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 256) < 0) return -1;
    return fd;
}

/* A sealed copy of this program, at BINARY_FD. */
static bool seal_copy(void) {
    int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (self < 0 || fstat(self, &st) < 0) return false;
    enum { EXECUTABLE = 0x10 /* MFD_EXEC, Linux 6.3 */ };
    int sealed = memfd_create("bailiwick", MFD_CLOEXEC | MFD_ALLOW_SEALING | EXECUTABLE);
    if (sealed < 0 && errno == EINVAL) sealed = memfd_create("bailiwick", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (sealed < 0) return false;
    size_t length = (size_t)st.st_size;
    uint8_t *content = must_alloc(length);
    bool copied = read_fully(self, content, length) && write_fully(sealed, content, length) &&
                  fcntl(sealed, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
    free(content);
    if (!copied) return false;
    return sealed == BINARY_FD ? set_cloexec(BINARY_FD, false) : dup2(sealed, BINARY_FD) == BINARY_FD;
}

/* Starts over from a sealed memfd: nobody can change the program any more, and /proc/1/exe of a sandbox leads
 * to no file of the host. */
static int reexecute(char **argv) {
    if (!seal_copy()) return 73;
    argv[1] = "guardian-sealed";
    char *const environment[] = {NULL};
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", BINARY_FD);
    execve(path, argv, environment);
    return 73;
}

static bool sealed(void) {
    int seals = fcntl(BINARY_FD, F_GET_SEALS);
    return seals >= 0 && (seals & F_SEAL_WRITE) && set_cloexec(BINARY_FD, true);
}

static int signals_of_life(void) {
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGCHLD);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGHUP);
    /* An ignored SIGCHLD, inherited from whoever started us, would let children vanish unreaped. */
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || signal(SIGCHLD, SIG_DFL) == SIG_ERR) return -1;
    if (sigprocmask(SIG_SETMASK, &mask, NULL) < 0) return -1;
    return signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void handle_signals(int fd) {
    struct signalfd_siginfo info;
    while (read(fd, &info, sizeof info) == sizeof info)
        if (info.ssi_signo != SIGCHLD) ending = true;
    sandbox_tend();
}

/* Anything on standard input but its end is ignored. */
static void check_lifeline(void) {
    char bytes[64];
    ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) ending = orphaned = true;
}

/* Room for many sandboxes at once; a launcher gets the limit that we were given. */
static bool raise_file_limit(void) {
    if (getrlimit(RLIMIT_NOFILE, &guardian.files) < 0) return false;
    struct rlimit raised = {.rlim_cur = guardian.files.rlim_max, .rlim_max = guardian.files.rlim_max};
    return setrlimit(RLIMIT_NOFILE, &raised) == 0;
}

static int next_timeout(void) {
    int patience = sandbox_patience();
    const struct request *oldest = oldest_request();
    if (!oldest) return patience;
    int64_t left = oldest->deadline - now_ms();
    int wait = left < 0 ? 0 : (int)left + 1;
    return patience >= 0 && patience < wait ? patience : wait;
}

static void serve(int signals) {
    while (!ending) {
        struct epoll_event events[64];
        int n = epoll_wait(guardian.epoll, events, 64, next_timeout());
        for (int i = 0; i < n && !ending; i++) {
            int fd = events[i].data.fd;
            if (fd == STDIN_FILENO) check_lifeline();
            else if (fd == signals) handle_signals(signals);
            else if (fd == listener) accept_request();
            else descriptor_ready(fd);
        }
        drop_late_requests();
        if (sandbox_patience() >= 0) sandbox_tend();
    }
}

int guardian_main(int argc, char **argv) {
    if (argc < 3) return 64;
    if (strcmp(argv[1], "guardian") == 0) return reexecute(argv);
    if (!sealed()) return 74;
    group_homes = argv + 3;
    int keep[] = {BINARY_FD};
    close_all_except(keep, 1);
    (void)setsid(); /* out of the terminal's reach; a group leader stays, and Ctrl-C then ends it, which is safe */
    prctl(PR_SET_NAME, "bailiwick-guard");
    guardian.epoll = epoll_create1(EPOLL_CLOEXEC);
    guardian.self = (int)syscall(SYS_pidfd_open, getpid(), 0);
    listener = listen_at(argv[2]);
    int signals = signals_of_life();
    if (prctl(PR_SET_DUMPABLE, 0) < 0 || guardian.epoll < 0 || guardian.self < 0 || listener < 0 || signals < 0 ||
        !raise_file_limit() || !watch(STDIN_FILENO) || !watch(listener) || !watch(signals)) {
        dprintf(STDOUT_FILENO, "failed: %s\n", strerror(errno));
        return 75;
    }
    dprintf(STDOUT_FILENO, "ready %d\n", WIRE_VERSION);
    serve(signals);
    end_all();
}
