/* The frame channel of init: what waits to be sent, and what has arrived in part. */
#ifndef BAILIWICK_CHANNEL_H
#define BAILIWICK_CHANNEL_H

#include <sys/types.h>

#include "wire.h"

enum {
    STREAM_CHUNK = 64 << 10,
    OUTGOING_HIGH_WATER = 256 << 10,
};

/* Bytes from the supervisor, until they make a frame. */
struct inbox {
    uint8_t *data;
    size_t length, capacity;
};

enum inbox_state { INBOX_FRAME, INBOX_PARTIAL, INBOX_BROKEN };

/* Room for at least one byte more; never grows beyond the largest frame and one chunk. */
uint8_t *inbox_room(struct inbox *inbox, size_t *room);
/* The frame at `*at`, which moves behind it. The payload is valid until inbox_consume. */
enum inbox_state inbox_next(const struct inbox *inbox, size_t *at, struct frame_header *header,
                            const uint8_t **payload);
/* Drops the first `length` bytes. */
void inbox_consume(struct inbox *inbox, size_t length);

/* Frames on their way out; channel_flush sends them. */
extern struct writer outgoing;

/* Watches the channel in `epoll` with data.u64 = `tag`. */
bool channel_open(int epoll, uint64_t tag);
/* Sends what the socket takes. Ends the process when the supervisor is gone. */
void channel_flush(void);
/* True while so much waits that nothing should be added that can wait elsewhere. */
bool channel_congested(void);
/* Sends `length` bytes that lie behind FRAME_HEADER bytes of room in `chunk`, past the queue where it is empty. */
void channel_send_chunk(uint8_t type, uint32_t id, uint8_t *chunk, size_t length);

#endif
