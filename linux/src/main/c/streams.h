/* Inside of executions: their state, and the flow through their three streams. */
#ifndef BAILIWICK_STREAMS_H
#define BAILIWICK_STREAMS_H

#include "execution.h"

struct stream {
    int fd; /* -1 once at its end */
    bool watched;
    bool drained; /* the main process has ended and everything that it wrote was read */
    uint32_t credit;
    uint64_t total;
};

struct usage {
    uint64_t user_us, system_us, peak_kib;
};

struct execution {
    uint32_t id;
    bool main_ended;
    bool reported; /* result or failure was sent */
    bool lost;     /* the supervisor process ended before its tree */
    bool tree_ended;
    pid_t supervisor; /* 0 once reaped */
    pid_t main_process;
    uint64_t early_signals; /* came before the program ran */
    struct stream streams[2];
    int in, status;
    bool in_watched, in_closing;
    uint8_t *input;
    size_t input_length;
    uint64_t output_limit;
    int64_t deadline; /* CLOCK_MONOTONIC in milliseconds; 0: none */
    int kill_rounds;
    uint8_t reason;
    struct status_record record;
    struct usage reaped; /* of the supervisor process and all that it had waited for */
    uint32_t *refused;
};

/* execution.c */
void kill_execution(struct execution *e, enum end_reason reason);
void send_number(uint8_t type, uint32_t id, uint32_t number);

void streams_open(int epoll);
/* True while some stream waits for room on the channel and there is some. */
bool streams_stalled(void);
/* The same, and whoever asks takes it on to pump all. */
bool streams_take_stalled(void);

void watched_open(int fd, uint32_t events, uint32_t index, enum source source);
/* Closes a descriptor that may be watched, and forgets it. */
void watched_close(int *fd, bool watched);

/* Watches a stream exactly while it may be read. */
void stream_interest(struct execution *e, uint32_t index, int which);
/* Moves what there is: to the supervisor within its credit, or, once the result was reported, nowhere. */
void stream_pump(struct execution *e, int which);
void stream_close(struct stream *s);

/* Takes bytes for the program's input; false when they exceed STDIN_WINDOW. */
bool input_accept(struct execution *e, uint32_t index, const uint8_t *payload, size_t length);
void input_serve(struct execution *e, uint32_t index);
void input_close(struct execution *e);

#endif
