/* The legitimate neighbours of what is refused: they must work, or the refusal is only breakage. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

static void *add_one(void *state) {
    __atomic_add_fetch((int *)state, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static bool threads(void) {
    pthread_t made[8];
    int sum = 0;
    for (size_t i = 0; i < COUNT(made); i++)
        if ((errno = pthread_create(&made[i], NULL, add_one, &sum))) return false;
    for (size_t i = 0; i < COUNT(made); i++) pthread_join(made[i], NULL);
    return sum == (int)COUNT(made);
}

static bool processes(void) {
    pid_t child = fork();
    if (child == 0) _exit(7);
    return child > 0 && wait_for(child) == 7 << 8;
}

static bool exchange(int from, int to) {
    char byte = 0;
    return write(from, "x", 1) == 1 && read(to, &byte, 1) == 1 && byte == 'x';
}

static bool socket_pair(void) {
    int ends[2];
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 && exchange(ends[0], ends[1]);
}

static bool serve(int domain, struct sockaddr *address, socklen_t length) {
    int listener = socket(domain, SOCK_STREAM | SOCK_CLOEXEC, 0), client = socket(domain, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, address, length) < 0 || listen(listener, 1) < 0) return false;
    if (getsockname(listener, address, &length) < 0 || connect(client, address, length) < 0) return false;
    int server = accept(listener, NULL, NULL);
    bool ok = server >= 0 && exchange(client, server);
    close(listener), close(client), close(server);
    return ok;
}

static bool unix_path(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%.80s", fresh_name(scratch(), "socket"));
    bool ok = serve(AF_UNIX, (struct sockaddr *)&address, sizeof address);
    int error = errno;
    unlink(address.sun_path);
    errno = error;
    return ok;
}

static bool unix_abstract(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int n = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "probe-%d", (int)getpid());
    return serve(AF_UNIX, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n));
}

static bool tcp(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return serve(AF_INET, (struct sockaddr *)&address, sizeof address);
}

static bool udp(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int server = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), client = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return bind(server, (struct sockaddr *)&address, length) == 0 && getsockname(server, (struct sockaddr *)&address, &length) == 0 &&
           connect(client, (struct sockaddr *)&address, length) == 0 && exchange(client, server);
}

static bool interfaces(void) {
    struct ifaddrs *list = NULL;
    bool ok = getifaddrs(&list) == 0 && list;
    if (list) freeifaddrs(list);
    return ok;
}

static bool memory_file(void) {
    int fd = memfd_create("probe", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return fd >= 0 && ftruncate(fd, 4096) == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) == 0 &&
           mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED;
}

/* What a just-in-time compiler does. */
static bool made_code(void) {
    char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return false;
#ifdef __x86_64__
    memcpy(page, "\xb8\x2a\x00\x00\x00\xc3", 6);
#else
    memcpy(page, "\x40\x05\x80\x52\xc0\x03\x5f\xd6", 8);
#endif
    if (mprotect(page, 4096, PROT_READ | PROT_EXEC) < 0) return false;
    __builtin___clear_cache(page, page + 4096);
    return ((int (*)(void))(void *)page)() == 42;
}

static bool watching(void) {
    const char *name = fresh_name(scratch(), "watched");
    int watch = inotify_init1(IN_CLOEXEC), fd = -1;
    bool ok = watch >= 0 && inotify_add_watch(watch, scratch(), IN_CREATE) >= 0 &&
              (fd = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)) >= 0 && poll(&(struct pollfd){watch, POLLIN, 0}, 1, 3000) == 1;
    int error = errno;
    unlink(name);
    errno = error;
    return ok;
}

static bool named_pipe(void) {
    const char *name = fresh_name(scratch(), "fifo");
    bool ok = mkfifo(name, 0600) == 0;
    int fd = open(name, O_RDWR | O_CLOEXEC);
    ok = ok && fd >= 0 && exchange(fd, fd);
    unlink(name);
    return ok;
}

static bool file_work(const char *directory) {
    const char *name = fresh_name(directory, "file");
    char other[4200];
    snprintf(other, sizeof other, "%s.moved", name);
    int fd = open(name, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write(fd, "text", 4) == 4 && flock(fd, LOCK_EX) == 0 && fsync(fd) == 0 && rename(name, other) == 0;
    char *map = ok ? mmap(NULL, 4, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
    ok = ok && map != MAP_FAILED && !memcmp(map, "text", 4);
    int error = errno;
    unlink(name), unlink(other);
    errno = error;
    return ok;
}

static bool scratch_file(void) { return file_work(scratch()); }
static bool workspace_file(void) { return file_work(workspace()); }

static bool links(void) {
    const char *name = fresh_name(workspace(), "link");
    char hard[4200], soft[4200];
    snprintf(hard, sizeof hard, "%s.hard", name);
    snprintf(soft, sizeof soft, "%s.soft", name);
    int fd = open(name, O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    bool ok = fd >= 0 && link(name, hard) == 0 && symlink(name, soft) == 0 && chmod(name, 0755) == 0;
    int error = errno;
    unlink(name), unlink(hard), unlink(soft);
    errno = error;
    return ok;
}

static bool lower_priority(void) {
    struct sched_param zero = {0};
    return setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) < 19 ? getpriority(PRIO_PROCESS, 0) + 1 : 19) == 0 &&
           syscall(SYS_sched_setscheduler, 0, SCHED_BATCH, &zero) == 0;
}

static bool events(void) {
    int poller = epoll_create1(EPOLL_CLOEXEC), counter = eventfd(0, EFD_CLOEXEC), timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN};
    uint64_t one = 1;
    return poller >= 0 && timer >= 0 && epoll_ctl(poller, EPOLL_CTL_ADD, counter, &event) == 0 && write(counter, &one, 8) == 8 &&
           epoll_wait(poller, &event, 1, 3000) == 1;
}

static bool copying(void) {
    int from = memfd_create("from", 0), to = memfd_create("to", 0), ends[2], second[2];
    off_t start = 0;
    loff_t again = 0;
    return write(from, "x", 1) == 1 && sendfile(to, from, &start, 1) == 1 && pipe(ends) == 0 && pipe(second) == 0 &&
           splice(from, &again, ends[1], NULL, 1, 0) == 1 && tee(ends[0], second[1], 1, 0) == 1;
}

static bool terminal(void) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    return master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0 && open(ptsname(master), O_RDWR | O_NOCTTY) >= 0;
}

static bool stacked_filter(void) {
    struct sock_filter allow = {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW};
    struct sock_fprog program = {1, &allow};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

/* Where the kernel has Landlock: its numbers are 444 to 446; flag 1 asks for the version. */
static bool own_landlock(void) {
    uint64_t handled = 1ULL << 1;
    if (syscall(444, NULL, 0, 1) < 0) return errno == EOPNOTSUPP || errno == ENOSYS;
    long ruleset = syscall(444, &handled, sizeof handled, 0);
    return ruleset >= 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(446, ruleset, 0) == 0;
}

static bool segments(void) {
    int segment = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    bool ok = segment >= 0 && shmat(segment, NULL, 0) != (void *)-1;
    shmctl(segment, IPC_RMID, NULL);
    return ok;
}

static bool devices(void) {
    char byte;
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC), zero = open("/dev/zero", O_RDONLY | O_CLOEXEC),
        random = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    return write(null, "x", 1) == 1 && read(zero, &byte, 1) == 1 && read(random, &byte, 1) == 1;
}

static bool self_exec(void) {
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, 1), dup2(null, 2);
        execl("/proc/self/exe", "probe", "list", "none-such", (char *)NULL);
        _exit(126);
    }
    return child > 0 && wait_for(child) == 0;
}

/* Execution of what has no name: there is no rule about execution that this could evade. */
static bool memory_exec(void) {
    char bytes[1 << 16], *const arguments[] = {"probe", "list", "none-such", NULL}, *const environment[] = {NULL};
    int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), copy = memfd_create("probe", MFD_CLOEXEC);
    ssize_t n;
    while (self >= 0 && (n = read(self, bytes, sizeof bytes)) > 0)
        if (write(copy, bytes, (size_t)n) != n) return false;
    pid_t child = fork();
    if (child == 0) {
        syscall(SYS_execveat, copy, "", arguments, environment, AT_EMPTY_PATH);
        _exit(126);
    }
    return child > 0 && wait_for(child) == 0;
}

static bool process_descriptor(void) {
    pid_t child = fork();
    if (child == 0) _exit(0);
    long fd = syscall(434, child, 0);
    return fd >= 0 && wait_for(child) == 0;
}

static bool (*const WORK[])(void) = {
    threads, processes, socket_pair, unix_path, unix_abstract, tcp, udp, interfaces, memory_file, made_code, watching,
    named_pipe, scratch_file, workspace_file, links, lower_priority, events, copying, terminal, stacked_filter,
    own_landlock, segments, devices, self_exec, process_descriptor, memory_exec,
};

static void attempt(struct verdict *v, const struct probe_case *self) {
    signal(SIGPIPE, SIG_IGN);
    errno = 0;
    if (WORK[self->number]())
        works(v, "works");
    else
        refused(v, errno, "%s: %s", self->title, strerror(errno));
}

#define WORKS(id, title, index) {id, title, BENIGN, "", attempt, {0}, 0, index}

static const struct probe_case CASES[] = {
    WORKS("P/threads", "threads", 0), WORKS("P/processes", "processes", 1), WORKS("P/socketpair", "socket pairs", 2),
    WORKS("P/unix-path", "a unix socket in /tmp", 3), WORKS("P/unix-abstract", "an abstract unix socket", 4),
    WORKS("P/tcp", "TCP over the own loopback", 5), WORKS("P/udp", "UDP over the own loopback", 6),
    WORKS("P/interfaces", "listing interfaces", 7), WORKS("P/memfd", "memory files", 8), WORKS("P/jit", "code made at run time", 9),
    WORKS("P/inotify", "watching a directory", 10), WORKS("P/fifo", "a named pipe", 11), WORKS("P/tmp", "files in /tmp", 12),
    WORKS("P/workspace", "files in the workspace", 13), WORKS("P/links", "links in the workspace", 14),
    WORKS("P/nice", "lowering the priority", 15), WORKS("P/events", "epoll, eventfd and timerfd", 16),
    WORKS("P/copy", "sendfile, splice and tee", 17), WORKS("P/terminal", "a terminal of one's own", 18),
    WORKS("P/seccomp", "a filter of one's own", 19), WORKS("P/landlock", "a Landlock domain of one's own", 20),
    WORKS("P/segments", "System V shared memory", 21), WORKS("P/devices", "null, zero and urandom", 22),
    WORKS("P/exec", "executing a program", 23), WORKS("P/pidfd", "a descriptor of an own child", 24),
    WORKS("P/memfd-exec", "executing a memory file", 25),
};

struct family benign_family(void) { return FAMILY(CASES); }
