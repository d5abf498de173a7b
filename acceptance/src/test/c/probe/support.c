#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

enum { CANARIES = 64 };

static struct {
    const char *key;
    const char *value;
} canaries[CANARIES];
static int canary_count;

static void write_verdict(struct verdict *v, enum outcome outcome, int error, const char *format, va_list list) {
    v->outcome = outcome;
    v->error = error;
    vsnprintf(v->detail, sizeof v->detail, format, list);
}

void works(struct verdict *verdict, const char *format, ...) {
    va_list list;
    va_start(list, format);
    write_verdict(verdict, OPEN, 0, format, list);
    va_end(list);
}

void refused(struct verdict *verdict, int error, const char *format, ...) {
    va_list list;
    va_start(list, format);
    write_verdict(verdict, BLOCKED, error, format, list);
    va_end(list);
}

void not_exercisable(struct verdict *verdict, const char *format, ...) {
    va_list list;
    va_start(list, format);
    write_verdict(verdict, NOT_EXERCISABLE, 0, format, list);
    va_end(list);
}

void decide(struct verdict *verdict, long result, const char *what) {
    int error = errno;
    if (result >= 0)
        works(verdict, "%s succeeded", what);
    else
        refused(verdict, error, "%s: %s", what, strerror(error));
}

void decide_reached(struct verdict *verdict, long result, const char *what) {
    int error = errno;
    bool closed = error == EPERM || error == ENOSYS || error == EACCES || error == EAFNOSUPPORT;
    if (result < 0 && !closed) {
        works(verdict, "%s reached the kernel: %s", what, strerror(error));
        verdict->error = error;
        return;
    }
    errno = error;
    decide(verdict, result, what);
}

void attempt_call(struct verdict *verdict, const struct probe_case *self) {
    const unsigned long *a = self->call.arguments;
    decide_reached(verdict, syscall(self->call.number, a[0], a[1], a[2], a[3], a[4], a[5]), self->call.name);
}

void add_canary(const char *assignment) {
    const char *equals = strchr(assignment, '=');
    if (!equals || canary_count == CANARIES) {
        fprintf(stderr, "probe: bad canary: %s\n", assignment);
        exit(2);
    }
    canaries[canary_count].key = strndup(assignment, (size_t)(equals - assignment));
    canaries[canary_count++].value = equals + 1;
}

const char *canary(const char *key) {
    for (int i = 0; i < canary_count; i++)
        if (!strcmp(canaries[i].key, key)) return canaries[i].value;
    return NULL;
}

long canary_number(const char *key, long fallback) {
    const char *value = canary(key);
    return value ? strtol(value, NULL, 10) : fallback;
}

const char *need(struct verdict *verdict, const char *key) {
    const char *value = canary(key);
    if (!value) not_exercisable(verdict, "no canary %s was given", key);
    return value;
}

const char *secret(void) {
    static char forwards[256];
    const char *backwards = canary("secret");
    if (!backwards) return NULL;
    size_t length = strlen(backwards);
    if (length >= sizeof forwards) length = sizeof forwards - 1;
    for (size_t i = 0; i < length; i++) forwards[i] = backwards[length - 1 - i];
    return forwards;
}

bool contains_secret(const char *bytes, size_t length) {
    const char *wanted = secret();
    return wanted && memmem(bytes, length, wanted, strlen(wanted));
}

ssize_t read_file(const char *path, char *buffer, size_t size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return -1;
    size_t done = 0;
    ssize_t n = 0;
    while (done < size && (n = read(fd, buffer + done, size - done)) > 0) done += (size_t)n;
    int error = errno;
    close(fd);
    errno = error;
    return n < 0 && !done ? -1 : (ssize_t)done;
}

bool file_has_secret(const char *path) {
    static char buffer[1 << 18];
    ssize_t n = read_file(path, buffer, sizeof buffer);
    return n > 0 && contains_secret(buffer, (size_t)n);
}

const char *scratch(void) {
    const char *value = canary("scratch");
    return value ? value : "/tmp";
}

const char *workspace(void) {
    const char *value = canary("workspace");
    return value ? value : ".";
}

const char *fresh_name(const char *directory, const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/probe-%d-%s", directory, (int)getpid(), name);
    return path;
}

bool on_initial_user_namespace_as_root(void) {
    char map[128] = {0};
    unsigned long inside = 0, outside = 0, length = 0;
    if (geteuid() != 0 || read_file("/proc/self/uid_map", map, sizeof map - 1) < 0) return false;
    return sscanf(map, "%lu %lu %lu", &inside, &outside, &length) == 3 && outside == 0 && length == 4294967295UL;
}

bool each_process(bool (*visit)(int process, void *state), void *state) {
    DIR *directory = opendir("/proc");
    if (!directory) return false;
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(directory));)
        if (isdigit((unsigned char)entry->d_name[0])) found = visit(atoi(entry->d_name), state);
    closedir(directory);
    return found;
}

long status_field(const char *path, const char *key, int base) {
    char buffer[8192];
    ssize_t n = read_file(path, buffer, sizeof buffer - 1);
    if (n < 0) return -1;
    buffer[n] = 0;
    size_t length = strlen(key);
    for (char *line = buffer; line; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        if (!strncmp(line, key, length) && line[length] == ':') return (long)strtoull(line + length + 1, NULL, base);
    }
    return -1;
}

int wait_for(pid_t child) {
    int status = -1;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return status;
}

int segment_key(const char *name) {
    unsigned hash = 5381;
    for (; *name; name++) hash = hash * 33 + (unsigned char)*name;
    return (int)(hash & 0x7fffffff) | 1;
}

void in_new_session(struct verdict *verdict, const struct probe_case *self,
                    void (*attempt)(struct verdict *verdict, const struct probe_case *self)) {
    pid_t child = fork();
    if (child == 0) {
        if (setsid() >= 0) attempt(verdict, self);
        _exit(0);
    }
    if (child < 0)
        not_exercisable(verdict, "fork: %s", strerror(errno));
    else
        wait_for(child);
}
