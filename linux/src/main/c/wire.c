#include "wire.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

static uint32_t get_u32(const uint8_t *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put_u32(uint8_t *p, uint32_t v) {
    for (int i = 0; i < 4; i++) p[i] = (uint8_t)(v >> (8 * i));
}

bool frame_header_decode(const uint8_t bytes[FRAME_HEADER], struct frame_header *header) {
    header->length = get_u32(bytes);
    header->type = bytes[4];
    header->id = get_u32(bytes + 8);
    return header->length <= FRAME_MAX && bytes[5] == 0 && bytes[6] == 0 && bytes[7] == 0;
}

void frame_header_encode(uint8_t bytes[FRAME_HEADER], const struct frame_header *header) {
    put_u32(bytes, header->length);
    put_u32(bytes + 4, header->type);
    put_u32(bytes + 8, header->id);
}

struct reader reader_of(const uint8_t *data, size_t length) {
    return (struct reader){.at = data, .end = data + length, .failed = false};
}

static const uint8_t *take(struct reader *r, size_t length) {
    if (r->failed || (size_t)(r->end - r->at) < length) {
        r->failed = true;
        return NULL;
    }
    const uint8_t *p = r->at;
    r->at += length;
    return p;
}

uint8_t read_u8(struct reader *r) {
    const uint8_t *p = take(r, 1);
    return p ? *p : 0;
}

uint32_t read_u32(struct reader *r) {
    const uint8_t *p = take(r, 4);
    return p ? get_u32(p) : 0;
}

uint64_t read_u64(struct reader *r) {
    uint64_t low = read_u32(r);
    return low | (uint64_t)read_u32(r) << 32;
}

const uint8_t *read_blob(struct reader *r, uint32_t *length) {
    *length = read_u32(r);
    const uint8_t *p = take(r, *length);
    if (!p) *length = 0;
    return p;
}

char *read_string(struct reader *r) {
    uint32_t length;
    const uint8_t *p = read_blob(r, &length);
    if (!p || memchr(p, 0, length)) {
        r->failed = true;
        return NULL;
    }
    char *s = must_alloc(length + 1);
    memcpy(s, p, length);
    s[length] = 0;
    return s;
}

char **read_strings(struct reader *r, uint32_t max) {
    uint32_t count = read_u32(r);
    /* Each string needs four bytes at least, which bounds the allocation by the payload. */
    if (r->failed || count > max || count > (size_t)(r->end - r->at) / 4) {
        r->failed = true;
        return NULL;
    }
    char **strings = must_alloc((count + 1) * sizeof *strings);
    for (uint32_t i = 0; i < count; i++) strings[i] = NULL;
    strings[count] = NULL;
    for (uint32_t i = 0; i < count; i++) {
        strings[i] = read_string(r);
        if (!strings[i]) {
            free_strings(strings);
            return NULL;
        }
    }
    return strings;
}

void free_strings(char **strings) {
    if (!strings) return;
    for (char **s = strings; *s; s++) free(*s);
    free(strings);
}

bool reader_done(const struct reader *r) { return !r->failed && r->at == r->end; }

uint8_t *writer_reserve(struct writer *w, size_t length) {
    if (w->capacity - w->length < length) {
        size_t capacity = w->capacity ? w->capacity : 256;
        while (capacity - w->length < length) capacity *= 2;
        w->data = must_realloc(w->data, capacity);
        w->capacity = capacity;
    }
    return w->data + w->length;
}

void write_bytes(struct writer *w, const void *data, size_t length) {
    uint8_t *p = writer_reserve(w, length);
    if (length) memcpy(p, data, length);
    w->length += length;
}

void write_u8(struct writer *w, uint8_t v) { write_bytes(w, &v, 1); }

void write_u32(struct writer *w, uint32_t v) {
    uint8_t bytes[4];
    put_u32(bytes, v);
    write_bytes(w, bytes, sizeof bytes);
}

void write_u64(struct writer *w, uint64_t v) {
    write_u32(w, (uint32_t)v);
    write_u32(w, (uint32_t)(v >> 32));
}

void write_string(struct writer *w, const char *s) {
    size_t length = strlen(s);
    write_u32(w, (uint32_t)length);
    write_bytes(w, s, length);
}

size_t frame_begin(struct writer *w, uint8_t type, uint32_t id) {
    size_t start = w->length;
    write_u32(w, 0);
    write_u32(w, type);
    write_u32(w, id);
    return start;
}

void frame_end(struct writer *w, size_t start) {
    put_u32(w->data + start, (uint32_t)(w->length - start - FRAME_HEADER));
}
