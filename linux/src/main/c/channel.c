#define _GNU_SOURCE
#include "channel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "roles.h"
#include "util.h"

enum { SMALL = 4096, INBOX_START = 4096 };

struct writer outgoing;
static size_t sent; /* of `outgoing` */
static bool watched;
static int epoll_fd;
static uint64_t epoll_tag;

/* --- incoming -------------------------------------------------------------------------------------- */

uint8_t *inbox_room(struct inbox *inbox, size_t *room) {
    if (inbox->length == inbox->capacity) {
        inbox->capacity = inbox->capacity ? inbox->capacity * 2 : INBOX_START;
        inbox->data = must_realloc(inbox->data, inbox->capacity);
    }
    *room = inbox->capacity - inbox->length;
    return inbox->data + inbox->length;
}

enum inbox_state inbox_next(const struct inbox *inbox, size_t *at, struct frame_header *header,
                            const uint8_t **payload) {
    size_t left = inbox->length - *at;
    if (left < FRAME_HEADER) return INBOX_PARTIAL;
    if (!frame_header_decode(inbox->data + *at, header)) return INBOX_BROKEN;
    if (left - FRAME_HEADER < header->length) return INBOX_PARTIAL;
    *payload = inbox->data + *at + FRAME_HEADER;
    *at += FRAME_HEADER + (size_t)header->length;
    return INBOX_FRAME;
}

void inbox_consume(struct inbox *inbox, size_t length) {
    inbox->length -= length;
    if (inbox->length) {
        if (length) memmove(inbox->data, inbox->data + length, inbox->length);
    } else if (inbox->capacity > INBOX_START) {
        free(inbox->data);
        *inbox = (struct inbox){0};
    }
}

/* --- outgoing -------------------------------------------------------------------------------------- */

bool channel_open(int epoll, uint64_t tag) {
    epoll_fd = epoll;
    epoll_tag = tag;
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = tag};
    return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, CONTROL_FD, &event) == 0;
}

bool channel_congested(void) { return outgoing.length - sent > OUTGOING_HIGH_WATER; }

/* How much of `data` the socket took. */
static size_t offer(const uint8_t *data, size_t length) {
    size_t done = 0;
    while (done < length) {
        ssize_t n = send(CONTROL_FD, data + done, length - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
        if (n < 0) _exit(0);
        done += (size_t)n;
    }
    return done;
}

/* Keeps the buffer from growing while it never quite empties, and from staying large once it has. */
static void compact(void) {
    if (sent == outgoing.length) {
        outgoing.length = sent = 0;
        if (outgoing.capacity > SMALL) {
            free(outgoing.data);
            outgoing = (struct writer){0};
        }
    } else if (sent >= STREAM_CHUNK) {
        outgoing.length -= sent;
        memmove(outgoing.data, outgoing.data + sent, outgoing.length);
        sent = 0;
    }
}

void channel_flush(void) {
    sent += offer(outgoing.data + sent, outgoing.length - sent);
    compact();
    bool wanted = outgoing.length > 0;
    if (wanted == watched) return;
    struct epoll_event event = {.events = EPOLLIN | (wanted ? EPOLLOUT : 0), .data.u64 = epoll_tag};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_MOD, CONTROL_FD, &event) < 0) _exit(70);
    watched = wanted;
}

void channel_send_chunk(uint8_t type, uint32_t id, uint8_t *chunk, size_t length) {
    frame_header_encode(chunk, &(struct frame_header){.length = (uint32_t)length, .type = type, .id = id});
    size_t whole = FRAME_HEADER + length;
    size_t done = outgoing.length == 0 && whole > SMALL ? offer(chunk, whole) : 0;
    write_bytes(&outgoing, chunk + done, whole - done);
}
