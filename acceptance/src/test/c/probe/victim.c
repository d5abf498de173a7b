/* The other side of a case: a process that holds what must not be reached, or that misbehaves until it is ended.
 * All of them are bounded in time or size. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

static int listen_on(int domain, const void *address, socklen_t length) {
    int fd = socket(domain, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, address, length) < 0 || listen(fd, 64) < 0) return -1;
    return fd;
}

static int listen_unix(const char *path, const char *name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path) snprintf(address.sun_path, sizeof address.sun_path, "%s/%s.sock", path, name);
    else snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s", name);
    size_t length = 1 + strlen(path ? address.sun_path : name);
    return listen_on(AF_UNIX, &address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
}

static void leave_files(const char *name, bool remove_them) {
    static const char *const PLACES[] = {"/tmp", "/var/tmp", "/dev/shm"};
    for (size_t i = 0; i < COUNT(PLACES); i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", PLACES[i], name);
        if (remove_them) unlink(path);
        else close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    }
}

/* hold NAME DIRECTORY SECRET: owns one object of each kind under NAME until stdin ends. The secret in its
 * arguments and environment is the canary. */
static int hold(int count, char **arguments) {
    if (count < 3) return 2;
    const char *name = arguments[1];
    char slashed[256];
    snprintf(slashed, sizeof slashed, "/%s", name);
    struct sockaddr_in any = {.sin_family = AF_INET};
    socklen_t length = sizeof any;
    int tcp = listen_on(AF_INET, &any, sizeof any);
    getsockname(tcp, (struct sockaddr *)&any, &length);
    bool by_path = listen_unix(arguments[2], name) >= 0, abstract = listen_unix(NULL, name) >= 0;
    int segment = shmget(segment_key(name), 4096, IPC_CREAT | 0666);
    shm_open(slashed, O_RDWR | O_CREAT, 0666);
    struct mq_attr small = {.mq_maxmsg = 1, .mq_msgsize = 16};
    mqd_t queue = mq_open(slashed, O_RDWR | O_CREAT, 0666, &small);
    leave_files(name, false);
    printf("{\"pid\":%d,\"tcp\":%d,\"unix\":%s,\"abstract\":%s,\"queue\":%s}\n", (int)getpid(), ntohs(any.sin_port),
           by_path ? "true" : "false", abstract ? "true" : "false", queue >= 0 ? "true" : "false");
    fflush(stdout);
    char byte;
    while (read(0, &byte, 1) > 0)
        ;
    leave_files(name, true);
    shm_unlink(slashed);
    mq_unlink(slashed);
    shmctl(segment, IPC_RMID, NULL);
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.sock", arguments[2], name);
    unlink(path);
    return 0;
}

static void ignore_everything(void) {
    for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
}

/* survive NAME SECONDS: leaves a daemon that has shed its session, its parent and its descriptors. Ends when the
 * daemon stands. */
static int survive(int count, char **arguments) {
    int ready[2];
    char byte, number[16];
    if (count < 3 || pipe(ready) < 0) return 2;
    pid_t child = fork();
    if (child < 0) return 1;
    if (child > 0) {
        close(ready[1]);
        return wait_for(child) == 0 && read(ready[0], &byte, 1) == 1 ? 0 : 1;
    }
    setsid();
    if (fork() != 0) _exit(0);
    snprintf(number, sizeof number, "%d", ready[1]);
    execl("/proc/self/exe", arguments[1], "ignore", arguments[2], number, (char *)NULL);
    _exit(1);
}

/* ignore SECONDS [DESCRIPTOR]: deaf to every signal that can be ignored; says so on the descriptor, then closes all. */
static int ignore(int count, char **arguments) {
    if (count < 2) return 2;
    ignore_everything();
    signal(SIGALRM, SIG_DFL);
    alarm((unsigned)strtol(arguments[1], NULL, 10));
    if (count > 2) {
        if (write((int)strtol(arguments[2], NULL, 10), "r", 1) != 1) return 1;
        syscall(SYS_close_range, 0U, ~0U, 0U);
    }
    for (;;) pause();
}

/* storm SECONDS [NAME]: at most four generations live at once, each one making the next before it ends. */
static int storm(int count, char **arguments) {
    if (count < 2) return 2;
    ignore_everything();
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    long seconds = strtol(arguments[1], NULL, 10);
    puts("storming");
    fflush(stdout);
    for (int i = 0; i < 3; i++)
        if (fork() == 0) break;
    do {
        pid_t child = fork();
        if (child > 0) _exit(0);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (now.tv_sec - start.tv_sec < seconds);
    return 0;
}

/* spoof STATUS: says on every descriptor that all went well, then ends otherwise. */
static int spoof(int count, char **arguments) {
    static const char LIES[] = "{\"exitCode\":0,\"outcome\":\"Exited\"}\n\0\0\0\x08\x35\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\n__EXIT__0\n";
    for (int fd = 0; fd < 64; fd++)
        if (write(fd, LIES, sizeof LIES) < 0) continue;
    return count < 2 ? 2 : (int)strtol(arguments[1], NULL, 10);
}

/* flood BYTES: one line without an end. */
static int flood(int count, char **arguments) {
    static char block[1 << 16];
    memset(block, 'y', sizeof block);
    for (long long left = count < 2 ? 0 : strtoll(arguments[1], NULL, 10); left > 0; left -= (long long)sizeof block)
        if (write(1, block, left < (long long)sizeof block ? (size_t)left : sizeof block) < 0) return 1;
    return 0;
}

static int spin(int count, char **arguments) {
    if (count < 2) return 2;
    alarm((unsigned)strtol(arguments[1], NULL, 10));
    for (;;) __asm__ volatile("" ::: "memory");
}

/* swap DIRECTORY TARGET SECONDS: a deep tree in which one directory keeps changing places with a link to TARGET. */
static int swap(int count, char **arguments) {
    if (count < 4 || chdir(arguments[1]) < 0) return 2;
    char path[4096];
    for (int i = 0; i < 200; i++) {
        snprintf(path, sizeof path, "tree-%d", i);
        if (mkdir(path, 0700) < 0 || chdir(path) < 0) return 1;
        close(open("file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        if (symlink(arguments[2], "link") < 0) return 1;
        if (i % 10 == 0 && chdir("..") < 0) return 1;
    }
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (mkdir("a", 0700) < 0 || symlink(arguments[2], "b") < 0) return 1;
    puts("swapping");
    fflush(stdout);
    do {
        syscall(SYS_renameat2, AT_FDCWD, "a", AT_FDCWD, "b", 2U /* RENAME_EXCHANGE */);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (now.tv_sec - start.tv_sec < strtol(arguments[3], NULL, 10));
    return 0;
}

/* exchange DIRECTORY LINK SECONDS: two names keep changing places. */
static int exchange(int count, char **arguments) {
    if (count < 4) return 2;
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (syscall(SYS_renameat2, AT_FDCWD, arguments[1], AT_FDCWD, arguments[2], 2U) < 0) return 1;
    puts("exchanging");
    fflush(stdout);
    do {
        for (int i = 0; i < 100; i++)
            syscall(SYS_renameat2, AT_FDCWD, arguments[1], AT_FDCWD, arguments[2], 2U /* RENAME_EXCHANGE */);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (now.tv_sec - start.tv_sec < strtol(arguments[3], NULL, 10));
    return 0;
}

/* borrow SECONDS: waits in vfork(2) for a child that neither ends nor executes anything. */
static int borrow(int count, char **arguments) {
    if (count < 2) return 2;
    puts("borrowing");
    fflush(stdout);
    struct timespec time = {strtol(arguments[1], NULL, 10), 0};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    pid_t child = vfork();
#pragma GCC diagnostic pop
    if (child == 0) {
        nanosleep(&time, NULL);
        _exit(0);
    }
    return child < 0;
}

static uint64_t next_random(uint64_t *state) {
    /* xorshift64*, Vigna 2016: repeatable from a seed, and good enough to stray with. */
    *state ^= *state >> 12, *state ^= *state << 25, *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1DULL;
}

/* An argument as a program might err with it: small, a descriptor, an address of ours, flags, anything. */
static unsigned long stray(uint64_t *state) {
    static char area[1 << 16];
    uint64_t random = next_random(state);
    switch (random % 6) {
        case 0: return random >> 60;
        case 1: return random >> 58;
        case 2: return (unsigned long)area + (random >> 48);
        case 3: return 1UL << (random >> 58);
        case 4: return ~0UL - (random >> 56);
        default: return random;
    }
}

static _Noreturn void call_at_random(uint64_t seed) {
    enum { CALLS = 200, NUMBERS = 480 };
    uint64_t state = seed | 1;
    alarm(1);
    for (int i = 0; i < CALLS; i++) {
        long number = (long)(next_random(&state) % NUMBERS);
        syscall(number, stray(&state), stray(&state), stray(&state), stray(&state), stray(&state), stray(&state));
    }
    _exit(0);
}

/* syscalls SEED COUNT: so many children make system calls at random. Many of them die of it or stop everybody. */
static int syscalls(int count, char **arguments) {
    if (count < 3) return 2;
    uint64_t seed = strtoull(arguments[1], NULL, 10);
    long children = strtol(arguments[2], NULL, 10);
    puts("calling");
    fflush(stdout);
    for (long i = 0; i < children; i++) {
        pid_t child = fork();
        if (child == 0) {
            close(0), close(1), close(2);
            call_at_random(seed + (uint64_t)i * 7919);
        }
        struct timespec pause = {0, 20000000};
        for (int waited = 0; child > 0 && waited < 100 && waitpid(child, NULL, WNOHANG) == 0; waited++)
            nanosleep(&pause, NULL);
        if (child > 0) kill(child, SIGKILL);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
    }
    return 0;
}

/* dirty-env ENTRY... -- PROGRAM ...: executes with exactly these entries, malformed or not. */
static int dirty_env(int count, char **arguments) {
    for (int i = 1; i < count; i++)
        if (!strcmp(arguments[i], "--") && i + 1 < count) {
            arguments[i] = NULL;
            execve(arguments[i + 1], arguments + i + 1, arguments + 1);
            perror(arguments[i + 1]);
            return 126;
        }
    return 2;
}

/* launch NAME SECRET DIRECTORY -- PROGRAM ...: a careless caller. Its session keyring holds a key, and descriptor 9
 * is open on a directory. */
static int launch(int count, char **arguments) {
    if (count < 6 || strcmp(arguments[4], "--")) return 2;
    syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "probe");
    syscall(SYS_add_key, "user", arguments[1], arguments[2], strlen(arguments[2]), KEY_SPEC_SESSION_KEYRING);
    int fd = open(arguments[3], O_RDONLY | O_DIRECTORY);
    if (fd < 0 || dup2(fd, 9) < 0) return 1;
    if (fd != 9) close(fd);
    execvp(arguments[5], arguments + 5);
    perror(arguments[5]);
    return 127;
}

int victim_main(int count, char **arguments) {
    static const struct {
        const char *name;
        int (*run)(int count, char **arguments);
    } ROLES[] = {{"hold", hold}, {"survive", survive}, {"storm", storm}, {"spoof", spoof}, {"flood", flood},
                 {"spin", spin}, {"ignore", ignore}, {"swap", swap}, {"exchange", exchange},
                 {"borrow", borrow}, {"syscalls", syscalls}, {"dirty-env", dirty_env}, {"launch", launch}};
    for (size_t i = 0; i < COUNT(ROLES); i++)
        if (!strcmp(arguments[0], ROLES[i].name)) return ROLES[i].run(count, arguments);
    fprintf(stderr, "probe: unknown command: %s\n", arguments[0]);
    return 2;
}
