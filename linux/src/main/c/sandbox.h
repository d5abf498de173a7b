/* The guardian's sandboxes, from the launch request until the last trace is removed.
 *
 * A sandbox's launcher is PID 1 of an outer PID namespace, and bubblewrap takes its place there. So one
 * SIGKILL to that process, our child, ends everything that was ever started for the sandbox, whatever
 * stage it had reached, and its pid cannot be reused before we have reaped it. */
#ifndef BAILIWICK_SANDBOX_H
#define BAILIWICK_SANDBOX_H

#include <sys/resource.h>
#include <sys/types.h>

#include "launch.h"

/* What a launcher needs from the guardian. */
struct guardian {
    int epoll;
    int self; /* pidfd of the guardian */
    struct rlimit files; /* the limit that the guardian was started with */
};

/* Takes the connection over. `launch` loses its cgroups. */
void sandbox_start(const struct guardian *guardian, int connection, struct launch *launch);
/* Takes the connection over; it is answered once nothing of the sandbox is left. */
void sandbox_kill(int connection, uint64_t key);
void sandbox_kill_all(void);
void sandbox_descriptor_ready(int fd);
/* Collects ended children, gives up launches that take too long, and retries the removal of control groups that were
 * still busy. */
void sandbox_tend(void);
bool sandbox_any(void);
/* Milliseconds until sandbox_tend should be called again although no child ended; -1: never. */
int sandbox_patience(void);

/* Answers a request that came to nothing; closes the connection. */
void answer_failed(int connection, int error, const char *stage, const char *detail, const char *text);

#endif
