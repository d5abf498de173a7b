/*
 * Installs the filters named on the command line and makes the system calls on standard input under them, each in a child of its own.
 * Input: one call a line, "nr a0 a1 a2 a3 a4 a5" in unsigned decimal, or "int80 nr" for the 32-bit interface.
 * Output: one line a call: "value N", "errno N" or "signal N".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_CALLS 4096

struct call {
    int foreign;
    unsigned long nr;
    unsigned long args[6];
};

static struct call calls[MOST_CALLS];
static struct sock_filter filter[4096];

static int install(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return -1;
    size_t count = fread(filter, sizeof filter[0], 4096, file);
    fclose(file);
    struct sock_fprog program = {.len = (unsigned short)count, .filter = filter};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

static long foreign_call(unsigned long nr)
{
#if defined(__x86_64__)
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(nr), "b"(0), "c"(0), "d"(0) : "memory", "r8", "r9", "r10", "r11");
    return result;
#else
    (void)nr;
    return -1;
#endif
}

static void make(const struct call *call, int out)
{
    long answer[2] = {0, 0};
    errno = 0;
    if (call->foreign)
        answer[0] = foreign_call(call->nr);
    else
        answer[0] = syscall((long)call->nr, call->args[0], call->args[1], call->args[2], call->args[3],
                            call->args[4], call->args[5]);
    answer[1] = errno;
    if (write(out, answer, sizeof answer) != (ssize_t)sizeof answer)
        _exit(2);
    _exit(0);
}

static int report(const struct call *call)
{
    int pipes[2];
    if (pipe2(pipes, 0) < 0)
        return -1;
    pid_t child = fork();
    if (child < 0)
        return -1;
    if (child == 0)
        make(call, pipes[1]);
    close(pipes[1]);
    long answer[2] = {0, 0};
    ssize_t got = read(pipes[0], answer, sizeof answer);
    close(pipes[0]);
    int status = 0;
    if (waitpid(child, &status, 0) < 0)
        return -1;
    if (WIFSIGNALED(status))
        printf("signal %d\n", WTERMSIG(status));
    else if (got != (ssize_t)sizeof answer)
        return -1;
    else if (answer[0] == -1 && answer[1] != 0)
        printf("errno %ld\n", answer[1]);
    else
        printf("value %ld\n", answer[0]);
    return 0;
}

static size_t read_calls(void)
{
    char line[512];
    size_t count = 0;
    while (count < MOST_CALLS && fgets(line, sizeof line, stdin)) {
        struct call *call = &calls[count++];
        char *at = line;
        if (strncmp(line, "int80 ", 6) == 0) {
            call->foreign = 1;
            at += 6;
        }
        call->nr = strtoul(at, &at, 10);
        for (int i = 0; i < 6; i++)
            call->args[i] = strtoul(at, &at, 10);
    }
    return count;
}

int main(int argc, char **argv)
{
    struct rlimit no_core = {0, 0};
    size_t count = read_calls();
    if (setrlimit(RLIMIT_CORE, &no_core) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return 3;
    for (int i = 1; i < argc; i++)
        if (install(argv[i]) < 0) {
            perror(argv[i]);
            return 4;
        }
    for (size_t i = 0; i < count; i++)
        if (report(&calls[i]) < 0)
            return 5;
    return fflush(stdout) == 0 ? 0 : 6;
}
