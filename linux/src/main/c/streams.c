#define _GNU_SOURCE
#include "streams.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "channel.h"
#include "util.h"

enum { READS_PER_TURN = 4 };

static int epoll_fd;
static bool stalled; /* some stream waits for room on the channel */
static uint8_t chunk[FRAME_HEADER + STREAM_CHUNK];

void streams_open(int epoll) { epoll_fd = epoll; }

bool streams_stalled(void) { return stalled && !channel_congested(); }

bool streams_take_stalled(void) {
    bool taken = streams_stalled();
    if (taken) stalled = false;
    return taken;
}

void watched_open(int fd, uint32_t events, uint32_t index, enum source source) {
    struct epoll_event event = {.events = events, .data.u64 = (uint64_t)index << 8 | source};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) _exit(FAIL_PROTOCOL);
}

/* Always before close(2): a supervisor process that was just forked may still share the open file. */
static void unwatch(int fd) { (void)epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, NULL); }

void watched_close(int *fd, bool watched) {
    if (*fd < 0) return;
    if (watched) unwatch(*fd);
    close(*fd);
    *fd = -1;
}

void stream_close(struct stream *s) {
    watched_close(&s->fd, s->watched);
    s->watched = false;
}

void input_close(struct execution *e) {
    watched_close(&e->in, e->in_watched);
    e->in_watched = false;
    free(e->input);
    e->input = NULL;
    e->input_length = 0;
}

void stream_interest(struct execution *e, uint32_t index, int which) {
    struct stream *s = &e->streams[which];
    if (s->fd < 0) return;
    bool wanted = e->reported || (s->credit > 0 && !channel_congested());
    if (!wanted && s->credit > 0) stalled = true;
    if (wanted == s->watched) return;
    if (wanted) watched_open(s->fd, EPOLLIN, index, which == 0 ? SOURCE_OUT : SOURCE_ERR);
    else unwatch(s->fd);
    s->watched = wanted;
}

/* --- output ---------------------------------------------------------------------------------------- */

/* After the result was reported, what background processes still write is read and dropped: they neither block
 * nor die of SIGPIPE. */
static bool discard(struct stream *s) {
    ssize_t n = read(s->fd, chunk, sizeof chunk);
    if (n == 0) stream_close(s);
    return n > 0;
}

/* One read and one frame. Returns false when the stream has nothing more for now. */
static bool forward(struct execution *e, int which) {
    struct stream *s = &e->streams[which];
    size_t room = s->credit < STREAM_CHUNK ? s->credit : STREAM_CHUNK;
    ssize_t n = read(s->fd, chunk + FRAME_HEADER, room);
    if (n <= 0) {
        if (n == 0) stream_close(s);
        else if (errno == EAGAIN && e->main_ended) s->drained = true;
        return n < 0 && errno == EINTR;
    }
    channel_send_chunk(which == 0 ? FRAME_STDOUT : FRAME_STDERR, e->id, chunk, (size_t)n);
    s->credit -= (uint32_t)n;
    s->total += (uint64_t)n;
    if (e->streams[0].total + e->streams[1].total > e->output_limit && !e->reason) kill_execution(e, END_OUTPUT);
    return true;
}

/* Without credit nothing may be read, but an empty pipe owes nothing. */
static void look_for_rest(const struct execution *e, struct stream *s) {
    int pending;
    if (e->main_ended && s->fd >= 0 && s->credit == 0 && ioctl(s->fd, FIONREAD, &pending) == 0 && pending == 0)
        s->drained = true;
}

void stream_pump(struct execution *e, int which) {
    struct stream *s = &e->streams[which];
    for (int i = 0; i < READS_PER_TURN && s->fd >= 0; i++) {
        if (e->reported ? !discard(s) : (s->credit == 0 || channel_congested() || !forward(e, which))) break;
    }
    look_for_rest(e, s);
}

/* --- input ----------------------------------------------------------------------------------------- */

static void write_input(struct execution *e) {
    size_t done = 0;
    while (done < e->input_length) {
        ssize_t n = write(e->in, e->input + done, e->input_length - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) break;
        if (n < 0) {
            /* Nobody reads any more: the rest is dropped, and the sender keeps its credit. */
            done = e->input_length;
            e->in_closing = true;
            break;
        }
        done += (size_t)n;
    }
    if (!done) return;
    send_number(FRAME_STDIN_CREDIT, e->id, (uint32_t)done);
    e->input_length -= done;
    memmove(e->input, e->input + done, e->input_length);
}

void input_serve(struct execution *e, uint32_t index) {
    if (e->in < 0) return;
    write_input(e);
    if (e->input_length == 0 && e->in_closing) {
        input_close(e);
        return;
    }
    bool wanted = e->input_length > 0;
    if (!wanted) {
        free(e->input);
        e->input = NULL;
    }
    if (wanted == e->in_watched) return;
    if (wanted) watched_open(e->in, EPOLLOUT, index, SOURCE_IN);
    else unwatch(e->in);
    e->in_watched = wanted;
}

bool input_accept(struct execution *e, uint32_t index, const uint8_t *payload, size_t length) {
    if (e->in < 0) {
        send_number(FRAME_STDIN_CREDIT, e->id, (uint32_t)length);
        return true;
    }
    if (length > STDIN_WINDOW - e->input_length) return false;
    if (length == 0) return true;
    e->input = must_realloc(e->input, e->input_length + length);
    memcpy(e->input + e->input_length, payload, length);
    e->input_length += length;
    input_serve(e, index);
    return true;
}
