#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

enum { CASE_SECONDS = 30 };

static struct family (*const FAMILIES[])(void) = {
    fs_family,     metadata_family,  host_family,      proc_family, schedule_family, terminal_family,
    sys_family,    abi_family,       socket_family,    namespace_family, privilege_family, res_family,
    env_family,       net_family,       race_family,       benign_family,
};

static void print_string(const char *text) {
    putchar('"');
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\')
            printf("\\%c", *c);
        else if (*c < 0x20 || *c >= 0x7f)
            printf("\\u%04x", *c);
        else
            putchar(*c);
    }
    putchar('"');
}

static void print_case(const struct probe_case *c) {
    printf("{\"id\":\"%s\",\"title\":", c->id);
    print_string(c->title);
    printf(",\"kind\":\"%s\",\"needs\":\"%s\"", c->kind == ATTACK ? "attack" : "benign", c->needs);
    if (c->call.name) {
        printf(",\"call\":{\"name\":\"%s\",\"number\":%ld,\"arguments\":[", c->call.name, c->call.number);
        for (int i = 0; i < 6; i++) printf("%s%ld", i ? "," : "", (long)c->call.arguments[i]);
        printf("]}");
    }
    puts("}");
}

static void print_verdict(const struct probe_case *c, const struct verdict *v) {
    static const char *const NAMES[] = {"NOT_EXERCISABLE", "OPEN", "BLOCKED", "NOT_EXERCISABLE"};
    printf("{\"id\":\"%s\",\"result\":\"%s\",\"errno\":%d,\"detail\":", c->id, NAMES[v->outcome], v->error);
    print_string(v->detail);
    puts("}");
    fflush(stdout);
}

/* Death is an answer too: SIGSYS is the filter's, SIGKILL the memory controller's or the supervisor's. */
static void judge_death(const struct probe_case *c, struct verdict *v, int status) {
    if (!WIFSIGNALED(status)) {
        if (v->outcome == UNDECIDED) not_exercisable(v, "ended with status %#x and no verdict", status);
        return;
    }
    int number = WTERMSIG(status);
    if (number == SIGSYS)
        refused(v, 0, "killed by SIGSYS");
    else if (number == SIGKILL && v->outcome != OPEN && !strncmp(c->id, "RES-", 4))
        refused(v, 0, "killed by SIGKILL");
    else if (v->outcome == UNDECIDED)
        not_exercisable(v, "died of signal %d%s", number, number == SIGALRM ? ": out of time" : "");
}

static void silence(void) {
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null < 0) return;
    dup2(null, 1);
    dup2(null, 2);
    close(null);
}

static void run_case(const struct probe_case *c, struct verdict *shared) {
    memset(shared, 0, sizeof *shared);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        silence();
        alarm(CASE_SECONDS);
        c->attempt(shared, c);
        _exit(0);
    }
    if (child < 0) {
        /* Where no process may be made, the attempt runs here: it may end the probe, which is an answer. */
        c->attempt(shared, c);
    } else {
        int status = wait_for(child);
        kill(-child, SIGKILL);
        judge_death(c, shared, status);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
    }
    print_verdict(c, shared);
}

const struct probe_case *find_case(const char *id) {
    for (size_t f = 0; f < COUNT(FAMILIES); f++) {
        struct family family = FAMILIES[f]();
        for (size_t i = 0; i < family.count; i++)
            if (!strcmp(family.cases[i].id, id)) return &family.cases[i];
    }
    return NULL;
}

static bool matches(const char *id, char **prefixes, int count) {
    for (int i = 0; i < count; i++)
        if (!strncmp(id, prefixes[i], strlen(prefixes[i]))) return true;
    return count == 0;
}

static int each(char **prefixes, int count, struct verdict *shared) {
    for (size_t f = 0; f < COUNT(FAMILIES); f++) {
        struct family family = FAMILIES[f]();
        for (size_t i = 0; i < family.count; i++) {
            if (!matches(family.cases[i].id, prefixes, count)) continue;
            if (shared)
                run_case(&family.cases[i], shared);
            else
                print_case(&family.cases[i]);
        }
    }
    return 0;
}

static int usage(void) {
    fputs("usage: probe list | probe run ID | probe run-all [ID-PREFIX...]   [--canary KEY=VALUE]...\n"
          "       probe hold|survive|storm|spoof|flood|spin|ignore|swap|exchange|borrow|syscalls|dirty-env|launch ...\n",
          stderr);
    return 2;
}

int main(int argc, char **argv) {
    /* A write beyond RLIMIT_FSIZE is an answer (EFBIG), not the end. */
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) return usage();
    char **names = calloc((size_t)argc, sizeof *names);
    if (!names) return 2;
    int count = 0;
    bool probing = !strcmp(argv[1], "list") || !strcmp(argv[1], "run") || !strcmp(argv[1], "run-all");
    if (!probing) return victim_main(argc - 1, argv + 1);
    for (int i = 2; i < argc; i++) {
        if (!strcmp(argv[i], "--canary") && i + 1 < argc)
            add_canary(argv[++i]);
        else
            names[count++] = argv[i];
    }
    if (!strcmp(argv[1], "list")) return each(names, count, NULL);
    /* Shared memory and no pipe: the descriptor scans must find nothing of the probe's own. */
    struct verdict *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return 2;
    if (!strcmp(argv[1], "run-all")) return each(names, count, shared);
    const struct probe_case *wanted = count == 1 ? find_case(names[0]) : NULL;
    if (!wanted) return usage();
    run_case(wanted, shared);
    return 0;
}
