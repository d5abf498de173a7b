/* The launch program: what the supervisor asks the launcher to build. Decoded whole before anything is done. */
#ifndef BAILIWICK_LAUNCH_H
#define BAILIWICK_LAUNCH_H

#include <sys/types.h>

#include "wire.h"

enum {
    MAX_OPERATIONS = 4096,
    MAX_WHITEOUTS = 65536,
    MAX_CGROUPS = 16,
    MAX_PATIENCE_MS = 3600000,
    COPY_MAX = 4 << 20,
};

enum launch_flags {
    /* The caller is root on the host: the sandbox gets a host uid of its own. */
    LAUNCH_PRIVILEGED = 1,
    /* The top of the root stays writable (a private tmpfs). */
    LAUNCH_ROOT_WRITABLE = 2,
};

enum operation_kind {
    OP_DIRECTORY = 1,
    OP_FILE = 2,
    OP_LINK = 3,
    OP_COPY = 4,
    OP_SCRATCH = 5,
    OP_TREE = 6,
    OP_MASK = 7,
};

enum tree_kind {
    /* Read-only overlay with whiteouts: hides names for good and keeps sockets out of reach. */
    TREE_READ = 0,
    /* Overlay whose writes go to a private layer. */
    TREE_LAYER = 1,
    /* Bind: written through. */
    TREE_WRITE = 2,
    /* One regular file, read-only. */
    TREE_FILE_READ = 3,
    /* One regular file, written through. */
    TREE_FILE_WRITE = 4,
};

struct operation {
    uint8_t kind;
    uint8_t tree;
    bool idmap;
    bool directory;
    bool apart; /* a copy beneath no mount of ours, which can be made at any time */
    uint32_t mode;
    char *path;
    char *source;
    char *layer;
    char **whiteouts;
    const uint8_t *content;
    uint32_t content_length;
    int fd; /* the detached mount of a tree, -1 before it is opened */
    int layer_fd;
};

struct launch {
    uint32_t flags;
    uint32_t host_uid;
    uint32_t host_gid;
    char *bwrap;
    char *hostname;
    uint64_t scratch_bytes;
    uint64_t scratch_inodes;
    char **cgroups;
    uint32_t patience_ms; /* a launch that takes longer has failed */
    uint32_t operation_count;
    struct operation *operations;
};

/* False where the payload is not exactly one launch program. The operations' contents point into `payload`. */
bool launch_decode(struct launch *launch, const uint8_t *payload, size_t length);
void launch_free(struct launch *launch);
/* Whether the directory is a control group of version 2, and not one that is missing: that is a limit that would not
 * hold. */
bool group_is_unified(const char *directory);

struct launch_descriptors {
    int guardian; /* pidfd of the guardian, whose end is the launcher's end */
    int control;  /* becomes init's channel */
    int hello;    /* where init greets the guardian */
    int error;    /* takes the report of a failure, and bubblewrap's complaints */
    bool in_unified; /* the launcher was born in its version 2 control group */
};

/* Runs in a child of the guardian, as PID 1 of an outer PID namespace (and, for an ordinary user, in a fresh
 * user namespace). Never returns: ends as bubblewrap, or reports and exits. */
_Noreturn void launcher_main(struct launch *launch, const struct launch_descriptors *descriptors);

/* report.c */
void launch_report_to(int fd);
/* Reports a failed step with errno and ends the process. */
_Noreturn void launch_fail(const char *stage, const char *detail);

/* "/proc/PID" of the calling process as the mounted /proc counts, which is not getpid() in a PID namespace. */
struct proc_path {
    char text[32];
};
struct proc_path launch_own_proc(void);

/* seal.c: prepares the mounts over the sandbox's own /proc, which are made when init asks for them at the
 * descriptor that results. */
int seal_start(const struct launch *launch, const struct launch_descriptors *descriptors);

/* sources.c */
void mounts_open_sources(struct launch *launch, bool only_idmapped);

/* mounts.c, in this order */
void mounts_prepare(struct launch *launch);
void mounts_build(struct launch *launch);
void mounts_finish(const struct launch *launch);

/* beside.c: a child that works while the mounts are made; joining it enters the network namespace that it made. */
struct beside {
    pid_t child;
    int done;
};
struct beside beside_start(const struct launch *launch);
void beside_join(struct beside beside);

#endif
