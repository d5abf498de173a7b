/* init's inbox: the frames found do not depend on how the bytes were cut on their way, and a header survives its
 * own encoding. */
#include <stdlib.h>
#include <string.h>

#include "channel.h"

static uint64_t mix(uint64_t sum, const void *data, size_t length) {
    const uint8_t *p = data;
    while (length--) sum = (sum ^ *p++) * 0x100000001b3ULL;
    return sum;
}

static void check_header(const uint8_t *bytes, const struct frame_header *header) {
    uint8_t again[FRAME_HEADER];
    frame_header_encode(again, header);
    if (header->length > FRAME_MAX || memcmp(bytes, again, sizeof again) != 0) abort();
}

/* Feeds at most `step` bytes a time; returns a digest of all frames, and whether the feed broke. */
static uint64_t feed(const uint8_t *data, size_t size, size_t step, bool *broken) {
    struct inbox inbox = {0};
    uint64_t digest = 0xcbf29ce484222325ULL;
    *broken = false;
    while (size && !*broken) {
        size_t room, at = 0;
        uint8_t *to = inbox_room(&inbox, &room);
        size_t now = step < size ? step : size;
        if (now > room) now = room;
        if (!now) abort();
        memcpy(to, data, now);
        inbox.length += now;
        data += now;
        size -= now;
        struct frame_header header;
        const uint8_t *payload;
        enum inbox_state state;
        while ((state = inbox_next(&inbox, &at, &header, &payload)) == INBOX_FRAME) {
            check_header(payload - FRAME_HEADER, &header);
            digest = mix(mix(digest, payload - FRAME_HEADER, FRAME_HEADER), payload, header.length);
        }
        *broken = state == INBOX_BROKEN;
        inbox_consume(&inbox, at);
    }
    free(inbox.data);
    return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size) return 0;
    bool broken, again;
    uint64_t whole = feed(data + 1, size - 1, SIZE_MAX, &broken);
    uint64_t cut = feed(data + 1, size - 1, 1 + data[0] % 97, &again);
    if (whole != cut || broken != again) abort();
    return 0;
}
