/* An attack in its benign form, tried from wherever the probe happens to run. The same binary runs on the bare
 * host (where an attack must work, or it proves nothing) and inside a sandbox (where it must not). */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum outcome { UNDECIDED, OPEN, BLOCKED, NOT_EXERCISABLE };
enum kind { ATTACK, BENIGN };

struct verdict {
    enum outcome outcome;
    int error;
    char detail[512];
};

/* The system call on which a case hinges, so that a filter can be asked the same question without a kernel.
 * A null name means that there is no such single call. */
struct call {
    const char *name;
    long number;
    unsigned long arguments[6];
};

struct probe_case {
    const char *id;
    const char *title;
    enum kind kind;
    const char *needs; /* comma-separated canaries and privileges of a meaningful control; "" for none */
    void (*attempt)(struct verdict *verdict, const struct probe_case *self);
    struct call call;
    const char *path;
    long number;
};

struct family {
    const struct probe_case *cases;
    size_t count;
};

#define FAMILY(table) ((struct family){table, sizeof table / sizeof *table})
#define COUNT(array) (sizeof(array) / sizeof *(array))

struct family fs_family(void);
struct family metadata_family(void);
struct family race_family(void);
struct family host_family(void);
struct family proc_family(void);
struct family schedule_family(void);
struct family terminal_family(void);
struct family sys_family(void);
struct family abi_family(void);
struct family socket_family(void);
struct family namespace_family(void);
struct family privilege_family(void);
struct family res_family(void);
struct family env_family(void);
struct family net_family(void);
struct family benign_family(void);

/* An address that no process has mapped: the kernel answers EFAULT once it looks. */
#define BAD_POINTER 1UL

/* Verdicts. The last one wins. `refused` takes the errno that the kernel gave. */
void works(struct verdict *verdict, const char *format, ...) __attribute__((format(printf, 2, 3)));
void refused(struct verdict *verdict, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
void not_exercisable(struct verdict *verdict, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* OPEN when the result is not negative, else BLOCKED with errno. */
void decide(struct verdict *verdict, long result, const char *what);
/* As `decide`, but an errno that only the kernel's own code gives (EFAULT, EINVAL, EBADF, …) is OPEN too. */
void decide_reached(struct verdict *verdict, long result, const char *what);
/* Issues `self->call` and decides with `decide_reached`. */
void attempt_call(struct verdict *verdict, const struct probe_case *self);

/* Canaries: --canary key=value. Null when not given. */
const char *canary(const char *key);
long canary_number(const char *key, long fallback);
void add_canary(const char *assignment);
/* The canary, or a NOT_EXERCISABLE verdict and null. */
const char *need(struct verdict *verdict, const char *key);
/* The secret that the runner planted; it is given backwards, lest the probe's own command line be a find. */
const char *secret(void);
bool contains_secret(const char *bytes, size_t length);

/* Reads at most `size` bytes; the count, or -1 with errno. */
ssize_t read_file(const char *path, char *buffer, size_t size);
bool file_has_secret(const char *path);
const char *scratch(void);
const char *workspace(void);
/* "DIRECTORY/probe-PID-NAME" in static storage. */
const char *fresh_name(const char *directory, const char *name);
bool on_initial_user_namespace_as_root(void);
/* Calls `visit` with each numeric entry of /proc; stops when it returns true and returns that. */
bool each_process(bool (*visit)(int process, void *state), void *state);
/* The value of a "Key:\tvalue" line of a status file, or -1. */
long status_field(const char *path, const char *key, int base);
int wait_for(pid_t child);
/* Runs the attempt in a child that leads a session of its own, without a terminal. */
void in_new_session(struct verdict *verdict, const struct probe_case *self,
                    void (*attempt)(struct verdict *verdict, const struct probe_case *self));
/* The System V key under which an object of this name is shared. */
int segment_key(const char *name);
const struct probe_case *find_case(const char *id);

int victim_main(int count, char **arguments);
