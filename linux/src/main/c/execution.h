/* Init's executions: their streams, their end, their accounts.
 *
 * Flow control: output is sent only against credit that the supervisor grants per stream, so a slow reader
 * slows the program and never grows a buffer here; input is accepted only within STDIN_WINDOW.
 *
 * An execution keeps its slot until its supervisor process was reaped, so its pid stays its own; background
 * processes that outlive the result keep supervisor process and slot. */
#ifndef BAILIWICK_EXECUTION_H
#define BAILIWICK_EXECUTION_H

#include "init.h"

enum {
    MAX_EXECUTIONS = 1024,
    STDIN_WINDOW = 256 << 10,
};

enum end_reason { END_NONE = 0, END_TIMEOUT = 1, END_KILLED = 2, END_OUTPUT = 3 };

enum source { SOURCE_CONTROL, SOURCE_SIGNALS, SOURCE_OUT, SOURCE_ERR, SOURCE_IN, SOURCE_STATUS };

void executions_open(int epoll, const struct configuration *c, const struct posture *posture);

/* Handles a frame for one execution; false when it breaks the protocol. */
bool executions_frame(const struct frame_header *header, const uint8_t *payload);
/* Handles what epoll reported for the execution in slot `index`. */
void executions_event(enum source source, uint32_t index);
/* Collects ended children. */
void executions_reap(void);
/* Does what is due by now: deadlines, and streams that waited for room on the channel. */
void executions_tick(void);
/* Milliseconds until something is due; -1: nothing. */
int executions_timeout(void);

#endif
