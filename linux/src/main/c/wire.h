/* Frames and fields: the one encoding that supervisor, guardian, launcher and init share.
 *
 * frame := u32 length of payload | u8 type | u8 zero[3] | u32 id | payload        (little endian)
 * A string or a blob is u32 length | bytes. A string never holds NUL.
 * The reader never reads past the end: after the first fault every further read yields zero and
 * `failed` stays set, so a caller checks once, at the end. */
#ifndef BAILIWICK_WIRE_H
#define BAILIWICK_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIRE_VERSION = 1, FRAME_HEADER = 12, FRAME_MAX = 1 << 20 };

enum frame_type {
    /* supervisor to guardian, one request a connection */
    REQUEST_LAUNCH = 0x01,
    REQUEST_KILL = 0x02,
    /* guardian to supervisor */
    REPLY_LAUNCHED = 0x11,
    REPLY_FAILED = 0x12,
    REPLY_KILLED = 0x13,
    /* supervisor to init */
    FRAME_CONFIG = 0x20,
    FRAME_EXEC = 0x21,
    FRAME_STDIN = 0x22,
    FRAME_STDIN_END = 0x23,
    FRAME_SIGNAL = 0x24,
    FRAME_CREDIT = 0x25,
    FRAME_KILL = 0x26,
    /* init to supervisor */
    FRAME_READY = 0x30,
    FRAME_STDOUT = 0x32,
    FRAME_STDERR = 0x33,
    FRAME_STDIN_CREDIT = 0x34,
    FRAME_EXITED = 0x35,
    FRAME_FAILED = 0x36,
};

struct frame_header {
    uint32_t length;
    uint8_t type;
    uint32_t id;
};

struct reader {
    const uint8_t *at;
    const uint8_t *end;
    bool failed;
};

struct writer {
    uint8_t *data;
    size_t length;
    size_t capacity;
};

/* Returns false where the header cannot be one of ours: reserved bytes set or length over FRAME_MAX. */
bool frame_header_decode(const uint8_t bytes[FRAME_HEADER], struct frame_header *header);

void frame_header_encode(uint8_t bytes[FRAME_HEADER], const struct frame_header *header);

struct reader reader_of(const uint8_t *data, size_t length);
uint8_t read_u8(struct reader *r);
uint32_t read_u32(struct reader *r);
uint64_t read_u64(struct reader *r);
const uint8_t *read_blob(struct reader *r, uint32_t *length);
/* A NUL-terminated copy owned by the caller, or NULL with `failed` set. */
char *read_string(struct reader *r);
/* `count` strings as a NULL-terminated vector in one allocation chain; NULL with `failed` set. */
char **read_strings(struct reader *r, uint32_t max);
void free_strings(char **strings);
bool reader_done(const struct reader *r);

/* Starts a frame; frame_end fills its length in. Allocation failure ends the process: its callers
 * hold bounded buffers, and a guardian or init without memory must not go on. */
size_t frame_begin(struct writer *w, uint8_t type, uint32_t id);
void frame_end(struct writer *w, size_t start);
void write_u8(struct writer *w, uint8_t v);
void write_u32(struct writer *w, uint32_t v);
void write_u64(struct writer *w, uint64_t v);
void write_bytes(struct writer *w, const void *data, size_t length);
void write_string(struct writer *w, const char *s);
uint8_t *writer_reserve(struct writer *w, size_t length);

#endif
