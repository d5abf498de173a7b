/* PID 1 of a sandbox. It never holds a capability and trusts nothing that runs beside it. */
#ifndef BAILIWICK_INIT_H
#define BAILIWICK_INIT_H

#include <sys/resource.h>
#include <sys/types.h>

#include "wire.h"

enum {
    MAX_FILTERS = 4,
    MAX_RLIMITS = 16,
    MAX_WRITABLE = 4096,
    MAX_ARGUMENTS = 65536,
};

/* Init and its supervisor processes keep room above what a program may use, so that they can always act. */
struct limit {
    int resource;
    rlim_t program; /* soft and hard */
    rlim_t init;    /* soft and hard */
};

struct filter {
    const uint8_t *program;
    uint32_t length; /* a whole number of instructions, BPF_MAXINSNS at most */
};

/* What the supervisor decided for the whole sandbox. The filters' bytes lie in the payload it was decoded from. */
struct configuration {
    uint32_t limit_count;
    struct limit limits[MAX_RLIMITS];
    uint32_t filter_count;
    struct filter filters[MAX_FILTERS];
    struct filter no_spawn;
    bool landlock_wanted;
    char **writable;
};

bool configuration_decode(struct configuration *c, const uint8_t *payload, size_t length);
void configuration_free(struct configuration *c);

/* The exit status of init when a step fails. While the supervisor waits for FRAME_READY it also gets a
 * FRAME_FAILED of id 0 with the status as its stage, and errno. */
enum lockdown_failure {
    FAIL_DESCRIPTORS = 80,
    FAIL_KEYRING,
    FAIL_SESSION,
    FAIL_LIMITS,
    FAIL_CAPABILITIES,
    FAIL_NO_NEW_PRIVILEGES,
    FAIL_LANDLOCK,
    FAIL_SECCOMP,
    FAIL_PROTOCOL,
    FAIL_DUMPABLE,
    FAIL_SEAL,
};

struct posture {
    int landlock_abi; /* 0: not offered by this kernel, not usable, or not wanted */
    int ruleset;      /* restricts an execution's file access; -1 without Landlock */
    uint32_t descriptor_count;
    uint32_t descriptors[64];
    bool keyring;
};

/* lockdown.c. Every function ends the process when a step fails. */
/* Before the configuration is read: descriptors, keyring, session. */
void lockdown_early(struct posture *posture);
void lockdown(const struct configuration *c, struct posture *posture);
_Noreturn void lockdown_fail(enum lockdown_failure failure);
/* Landlock for one execution; in the child, before exec. */
bool landlock_enter(int ruleset);
/* Installs a filter; with `listen` the return value is the notification descriptor. -1 on failure. */
int seccomp_install(const struct filter *filter, bool listen);

/* What the supervisor asks for one execution. */
struct execution_request {
    uint32_t flags;
    uint64_t timeout_ms;
    uint64_t output_limit;
    uint32_t credit;
    uint64_t cpu_seconds;
    char *directory;
    char **argv;
    char **environment;
};

enum execution_flags {
    EXEC_NO_SPAWN = 1,
    /* Standard input is /dev/null instead of a pipe. */
    EXEC_NO_INPUT = 2,
};

bool execution_request_decode(struct execution_request *request, const uint8_t *payload, size_t length);
void execution_request_free(struct execution_request *request);

/* exec.c: one execution = one supervisor process (a child subreaper) and the tree beneath it. */

/* Sent by the supervisor process over its status pipe, in one write each. */
struct status_record {
    enum { STATUS_STARTED = 1, STATUS_MAIN_ENDED, STATUS_NOT_STARTED, STATUS_TREE_ENDED } kind;
    int32_t status; /* STARTED: the pid; MAIN_ENDED: what wait(2) says */
    int32_t error;  /* NOT_STARTED: errno, and the stage that failed */
    uint32_t stage;
    uint64_t user_us; /* of the tree as far as it was waited for */
    uint64_t system_us;
    uint64_t peak_kib;
};

enum exec_stage { STAGE_FORK = 1, STAGE_DIRECTORY, STAGE_LIMITS, STAGE_LANDLOCK, STAGE_SECCOMP, STAGE_EXEC };

struct spawned {
    pid_t supervisor;
    int in, out, err, status; /* `in` is -1 with EXEC_NO_INPUT */
    uint32_t *refused; /* shared with the supervisor process; NULL unless EXEC_NO_SPAWN */
};

/* On failure errno says why, and nothing is left. */
bool execution_spawn(const struct configuration *c, const struct posture *posture,
                     const struct execution_request *request, struct spawned *spawned);

#endif
