/* ENV: secrets of the launcher, and variables that steer programs. PROC-20: objects of another sandbox. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

extern char **environ;

static void own_environment(struct verdict *v, const struct probe_case *self) {
    (void)self;
    if (!need(v, "secret")) return;
    refused(v, 0, "no canary in the environment");
    for (char **entry = environ; *entry; entry++)
        if (contains_secret(*entry, strlen(*entry))) works(v, "the canary is in the environment");
    if (file_has_secret("/proc/self/environ")) works(v, "the canary is in /proc/self/environ");
}

/* The stack above the program's entry holds arguments, environment, auxiliary vector and the executable's name. */
static void own_stack(struct verdict *v, const struct probe_case *self) {
    (void)self;
    static char buffer[1 << 20];
    if (!need(v, "secret")) return;
    refused(v, 0, "no canary on the initial stack");
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    while (maps && fgets(line, sizeof line, maps)) {
        unsigned long from = 0, to = 0;
        if (!strstr(line, "[stack]") || sscanf(line, "%lx-%lx", &from, &to) != 2) continue;
        unsigned long start = (unsigned long)environ & ~4095UL;
        size_t size = to - start < sizeof buffer ? to - start : sizeof buffer;
        /* Through the kernel: the language knows no objects there. */
        int copy = memfd_create("probe", MFD_CLOEXEC);
        ssize_t n = syscall(SYS_write, copy, (void *)start, size) > 0 ? pread(copy, buffer, size, 0) : 0;
        if (n > 0 && contains_secret(buffer, (size_t)n)) works(v, "the canary is on the initial stack");
    }
    if (maps) fclose(maps);
}

static bool process_file_has_secret(int process, void *state) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", process, (const char *)state);
    return file_has_secret(path);
}

static void any_process_file(struct verdict *v, const struct probe_case *self) {
    if (!need(v, "secret")) return;
    if (each_process(process_file_has_secret, (void *)self->path))
        works(v, "the canary is in some /proc/*/%s", self->path);
    else
        refused(v, 0, "the canary is in no readable /proc/*/%s", self->path);
}

static const char *const INJECTIONS[] = {
    "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "GCONV_PATH", "NODE_OPTIONS", "PYTHONPATH", "PYTHONSTARTUP",
    "PERL5OPT", "RUBYOPT", "BASH_ENV", "ENV", "PROMPT_COMMAND", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "MAVEN_OPTS",
    "GIT_SSH_COMMAND", "GIT_CONFIG_COUNT", "PAGER", "EDITOR", "IFS", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS",
    "http_proxy", "HTTPS_PROXY",
};
static const char *const AGENTS[] = {
    "SSH_AUTH_SOCK", "GPG_AGENT_INFO", "DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "XAUTHORITY", "KRB5CCNAME",
    "DOCKER_HOST", "DISPLAY", "XDG_RUNTIME_DIR",
};

static void variables(struct verdict *v, const struct probe_case *self) {
    const char *const *names = self->number ? AGENTS : INJECTIONS;
    size_t count = self->number ? COUNT(AGENTS) : COUNT(INJECTIONS);
    refused(v, 0, "none of %zu variables is set", count);
    for (size_t i = 0; i < count; i++)
        if (getenv(names[i])) works(v, "%s is set", names[i]);
}

/* An entry without "=", with an empty name, or a name that comes twice: programs disagree on which one counts. */
static void malformed(struct verdict *v, const struct probe_case *self) {
    (void)self;
    refused(v, 0, "every entry has a name of its own");
    for (char **entry = environ; *entry; entry++) {
        const char *equals = strchr(*entry, '=');
        if (!equals || equals == *entry) {
            works(v, "an entry has no name");
            continue;
        }
        size_t length = (size_t)(equals - *entry) + 1;
        for (char **other = entry + 1; *other; other++)
            if (!strncmp(*entry, *other, length)) works(v, "%.*s comes twice", (int)length - 1, *entry);
    }
}

static void foreign_object(struct verdict *v, const struct probe_case *self) {
    const char *name = need(v, "name");
    if (!name) return;
    char slashed[256];
    snprintf(slashed, sizeof slashed, "/%s", name);
    if (self->number == 0) {
        int segment = shmget(segment_key(name), 1, 0);
        char *area = segment < 0 ? (void *)-1 : shmat(segment, NULL, SHM_RDONLY);
        decide(v, area == (void *)-1 ? -1 : 0, "a System V segment");
    } else if (self->number == 1) {
        decide(v, shm_open(slashed, O_RDONLY, 0), "a POSIX shared memory object");
    } else {
        decide(v, mq_open(slashed, O_RDONLY), "a message queue");
    }
}

static const struct probe_case CASES[] = {
    {"ENV-01/own", "find a launcher's secret in the environment", ATTACK, "secret,env", own_environment, {0}, 0, 0},
    {"ENV-01/stack", "find a launcher's secret on the initial stack", ATTACK, "secret,env", own_stack, {0}, 0, 0},
    {"ENV-01/any", "find a secret in any process's environment", ATTACK, "secret", any_process_file, {0}, "environ", 0},
    {"ENV-01/auxv", "find a secret in any process's auxiliary vector", ATTACK, "none", any_process_file, {0}, "auxv", 0},
    {"ENV-02/arguments", "find a secret in any process's arguments", ATTACK, "secret", any_process_file, {0}, "cmdline", 0},
    {"ENV-02/name", "find a secret in any process's name", ATTACK, "none", any_process_file, {0}, "comm", 0},
    {"ENV-03/injection", "inherit a variable that steers programs", ATTACK, "env", variables, {0}, 0, 0},
    {"ENV-05/malformed", "inherit a malformed environment", ATTACK, "dirty-env", malformed, {0}, 0, 0},
    {"ENV-12/variables", "inherit the address of an agent", ATTACK, "env", variables, {0}, 0, 1},
    {"PROC-20/segment", "open another sandbox's System V segment", ATTACK, "name", foreign_object, {0}, 0, 0},
    {"PROC-20/shm", "open another sandbox's shared memory", ATTACK, "name", foreign_object, {0}, 0, 1},
    {"PROC-20/queue", "open another sandbox's message queue", ATTACK, "name", foreign_object, {0}, 0, 2},
};

struct family env_family(void) { return FAMILY(CASES); }
