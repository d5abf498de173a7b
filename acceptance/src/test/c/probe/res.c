/* RES: taking more than is there for all. Every attempt has a bound that a canary sets and undoes itself. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

enum { MEBIBYTE = 1 << 20 };

static void lift(int resource) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) < 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(resource, &limit);
}

static void report(struct verdict *v, long done, long wanted, int error, const char *what) {
    if (done >= wanted)
        works(v, "%ld %s", done, what);
    else
        refused(v, error, "%ld of %ld %s: %s", done, wanted, what, strerror(error));
}

static void fork_many(struct verdict *v, const struct probe_case *self) {
    (void)self;
    long wanted = canary_number("processes", 600), made = 0;
    pid_t *children = calloc((size_t)wanted, sizeof *children);
    int error = 0;
    for (; children && made < wanted; made++) {
        children[made] = fork();
        if (children[made] == 0) {
            pause();
            _exit(0);
        }
        if (children[made] < 0) {
            error = errno;
            break;
        }
    }
    for (long i = 0; i < made; i++) kill(children[i], SIGKILL);
    for (long i = 0; i < made; i++) wait_for(children[i]);
    free(children);
    report(v, made, wanted, error, "processes at once");
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *wait_at_gate(void *unused) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return unused;
}

static void thread_many(struct verdict *v, const struct probe_case *self) {
    (void)self;
    long wanted = canary_number("processes", 600), made = 0;
    pthread_t *threads = calloc((size_t)wanted, sizeof *threads);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 16384);
    pthread_mutex_lock(&gate);
    int error = 0;
    for (; threads && made < wanted; made++)
        if ((error = pthread_create(&threads[made], &attributes, wait_at_gate, NULL))) break;
    pthread_mutex_unlock(&gate);
    for (long i = 0; i < made; i++) pthread_join(threads[i], NULL);
    free(threads);
    report(v, made, wanted, error, "threads at once");
}

static void touch(char *area, size_t size) {
    for (size_t i = 0; i < size; i += 4096) area[i] = 1;
}

/* Memory is kept for a while, as a limit may be watched and not held; disk space is not. */
static void keep(void) {
    long milliseconds = canary_number("keep-milliseconds", 500);
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

/* In a child, so that the verdict survives when the kernel ends the hog. */
static void hog(struct verdict *v, long wanted, bool (*take)(long mebibytes), const char *what) {
    pid_t child = fork();
    if (child < 0) {
        not_exercisable(v, "fork: %s", strerror(errno));
        return;
    }
    if (child == 0) {
        bool taken = take(wanted);
        if (taken && strcmp(what, "disk")) keep();
        _exit(taken ? 0 : errno ? errno : 1);
    }
    int status = wait_for(child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        works(v, "%ld MiB of %s", wanted, what);
    else if (WIFEXITED(status))
        refused(v, WEXITSTATUS(status), "%s: %s", what, strerror(WEXITSTATUS(status)));
    else
        refused(v, 0, "%s: killed by signal %d", what, WTERMSIG(status));
}

static bool take_private(long mebibytes) {
    size_t size = (size_t)mebibytes * MEBIBYTE;
    char *area = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) return false;
    touch(area, size);
    return true;
}

static bool fill(int fd, long mebibytes) {
    static char block[MEBIBYTE];
    memset(block, 0x5a, sizeof block);
    for (long i = 0; i < mebibytes; i++)
        if (write(fd, block, sizeof block) != (ssize_t)sizeof block) {
            if (!errno) errno = ENOSPC;
            return false;
        }
    return true;
}

static bool take_memfd(long mebibytes) { return fill(memfd_create("probe", MFD_CLOEXEC), mebibytes); }

static bool take_unlinked(const char *directory, long mebibytes) {
    const char *name = fresh_name(directory, "fill");
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    unlink(name);
    return fd >= 0 && fill(fd, mebibytes);
}

static bool take_shm_directory(long mebibytes) { return take_unlinked("/dev/shm", mebibytes); }
static bool take_scratch(long mebibytes) { return take_unlinked(scratch(), mebibytes); }
static bool take_var_tmp(long mebibytes) { return take_unlinked("/var/tmp", mebibytes); }
static bool take_workspace(long mebibytes) { return take_unlinked(workspace(), mebibytes); }

static bool take_segment(long mebibytes) {
    size_t size = (size_t)mebibytes * MEBIBYTE;
    int segment = shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
    char *area = segment < 0 ? (void *)-1 : shmat(segment, NULL, 0);
    shmctl(segment, IPC_RMID, NULL);
    if (area == (void *)-1) return false;
    touch(area, size);
    return true;
}

/* Many small ones: a limit per process does not see them. */
static bool take_by_many(long mebibytes) {
    enum { EACH = 50, MOST = 64 };
    pid_t children[MOST];
    int count = 0, ready[2];
    if (pipe(ready) < 0) return false;
    bool all = true;
    for (long left = mebibytes; left > 0 && count < MOST; left -= EACH) {
        pid_t child = fork();
        if (child == 0) {
            char done = take_private(EACH) ? 1 : 0;
            close(ready[0]);
            if (write(ready[1], &done, 1) != 1) _exit(1);
            close(ready[1]);
            pause();
            _exit(0);
        }
        if (child < 0) all = false;
        if (child < 0) break;
        children[count++] = child;
    }
    close(ready[1]);
    char done;
    for (int i = 0; i < count; i++) all = read(ready[0], &done, 1) == 1 && done && all;
    keep();
    for (int i = 0; i < count; i++) all = waitpid(children[i], NULL, WNOHANG) == 0 && all;
    for (int i = 0; i < count; i++) kill(children[i], SIGKILL);
    while (waitpid(-1, NULL, 0) > 0)
        ;
    if (!all) errno = ENOMEM;
    return all;
}

#define HOG(function, key, fallback, take, what)                                     \
    static void function(struct verdict *v, const struct probe_case *self) {        \
        (void)self;                                                                  \
        hog(v, canary_number(key, fallback), take, what);                            \
    }
HOG(hog_private, "mebibytes", 600, take_private, "private memory")
HOG(hog_many, "mebibytes", 600, take_by_many, "memory in many processes")
HOG(hog_memfd, "mebibytes", 600, take_memfd, "memory behind a memfd")
HOG(hog_segment, "mebibytes", 600, take_segment, "System V shared memory")
HOG(hog_shm, "mebibytes", 600, take_shm_directory, "/dev/shm")
HOG(fill_scratch, "disk-mebibytes", 600, take_scratch, "disk")
HOG(fill_var_tmp, "disk-mebibytes", 600, take_var_tmp, "disk")
HOG(fill_workspace, "disk-mebibytes", 600, take_workspace, "disk")

static void allocate_ahead(struct verdict *v, const struct probe_case *self) {
    (void)self;
    const char *name = fresh_name(scratch(), "ahead");
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    unlink(name);
    decide(v, fd < 0 ? -1 : fallocate(fd, 0, 0, (off_t)canary_number("disk-mebibytes", 600) * MEBIBYTE), "fallocate");
}

static void many_files(struct verdict *v, const struct probe_case *self) {
    (void)self;
    long wanted = canary_number("inodes", 20000), made = 0;
    char directory[4096], name[4200];
    int error = 0;
    snprintf(directory, sizeof directory, "%s", fresh_name(scratch(), "inodes"));
    if (mkdir(directory, 0700) < 0) {
        not_exercisable(v, "%s: %s", directory, strerror(errno));
        return;
    }
    for (; made < wanted; made++) {
        snprintf(name, sizeof name, "%s/%ld", directory, made);
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        error = errno;
        if (fd < 0) break;
        close(fd);
    }
    for (long i = 0; i < made; i++) {
        snprintf(name, sizeof name, "%s/%ld", directory, i);
        unlink(name);
    }
    rmdir(directory);
    report(v, made, wanted, error, "empty files");
}

static void many_descriptors(struct verdict *v, const struct probe_case *self) {
    lift(RLIMIT_NOFILE);
    long wanted = canary_number(self->path, self->number), made = 0;
    int error = 0, last = -1;
    bool terminals = !strcmp(self->path, "terminals");
    for (; made < wanted; made++) {
        int fd = open(terminals ? "/dev/ptmx" : "/dev/null", O_RDWR | O_NOCTTY | O_CLOEXEC);
        error = errno;
        if (fd < 0) break;
        last = fd;
    }
    for (int fd = 3; fd <= last; fd++) close(fd);
    report(v, made, wanted, error, self->path);
}

/* Huge pages are taken from a pool of the whole host, which no limit of memory in use counts. */
static void huge_pages(struct verdict *v, const struct probe_case *self) {
    (void)self;
    int fd = memfd_create("probe", MFD_CLOEXEC | MFD_HUGETLB);
    if (fd < 0 || ftruncate(fd, 2 * MEBIBYTE) < 0) {
        decide(v, -1, "a memory file of huge pages");
        return;
    }
    decide(v, mmap(NULL, 2 * MEBIBYTE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0, "huge pages");
}

static void many_timers(struct verdict *v, const struct probe_case *self) {
    (void)self;
    long wanted = canary_number("timers", 70000), made = 0;
    int error = 0, timer;
    for (; made < wanted; made++)
        if (syscall(SYS_timer_create, 1, NULL, &timer) < 0) {
            error = errno;
            break;
        }
    report(v, made, wanted, error, "timers");
}

/* An unprivileged user's pipes of full size are bounded by pipe-user-pages-soft: pipe(7). */
static void many_pipes(struct verdict *v, const struct probe_case *self) {
    (void)self;
    lift(RLIMIT_NOFILE);
    long wanted = canary_number("pipes", 200), made = 0;
    int error = 0, ends[2];
    for (; made < wanted; made++)
        if (pipe2(ends, O_CLOEXEC) < 0 || fcntl(ends[1], F_SETPIPE_SZ, MEBIBYTE) < 0) {
            error = errno;
            break;
        }
    report(v, made, wanted, error, "pipes of 1 MiB");
}

static const struct probe_case CASES[] = {
    {"RES-01/processes", "make many processes", ATTACK, "", fork_many, {0}, 0, 0},
    {"RES-01/threads", "make many threads", ATTACK, "", thread_many, {0}, 0, 0},
    {"RES-03/private", "take much memory", ATTACK, "", hog_private, {0}, 0, 0},
    {"RES-03/many", "take much memory in many processes", ATTACK, "", hog_many, {0}, 0, 0},
    {"RES-05/memfd", "take memory behind a memfd", ATTACK, "", hog_memfd, {0}, 0, 0},
    {"RES-05/segment", "take System V shared memory", ATTACK, "", hog_segment, {0}, 0, 0},
    {"RES-05/shm", "fill /dev/shm", ATTACK, "", hog_shm, {0}, 0, 0},
    {"RES-05/pipes", "take memory in pipe buffers", ATTACK, "root", many_pipes, {0}, 0, 0},
    {"RES-07/tmp", "fill /tmp", ATTACK, "", fill_scratch, {0}, 0, 0},
    {"RES-07/var-tmp", "fill /var/tmp", ATTACK, "", fill_var_tmp, {0}, 0, 0},
    {"RES-07/workspace", "fill the workspace", ATTACK, "", fill_workspace, {0}, 0, 0},
    {"RES-07/fallocate", "reserve disk space", ATTACK, "", allocate_ahead, {0}, 0, 0},
    {"RES-08/inodes", "make many empty files", ATTACK, "", many_files, {0}, 0, 0},
    {"RES-09/descriptors", "open many descriptors", ATTACK, "", many_descriptors, {0}, "descriptors", 5000},
    {"RES-15/terminals", "open many terminals", ATTACK, "", many_descriptors, {0}, "terminals", 300},
    {"SYS-11/huge-pages", "take huge pages", ATTACK, "none", huge_pages, {0}, 0, 0},
    {"RES-15/timers", "make many timers", ATTACK, "root", many_timers, {0}, 0, 0},
};

struct family res_family(void) { return FAMILY(CASES); }
