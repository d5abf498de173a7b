/* A request to the guardian while it arrives: read as its bytes come, so that a silent peer holds nobody up. */
#ifndef BAILIWICK_REQUEST_H
#define BAILIWICK_REQUEST_H

#include "wire.h"

struct request {
    struct request *next;
    int connection;
    int64_t deadline; /* CLOCK_MONOTONIC, milliseconds */
    size_t received;  /* of header and payload together */
    uint8_t head[FRAME_HEADER];
    struct frame_header header;
    uint8_t *payload; /* NULL until the header is known */
};

enum receipt { RECEIPT_PARTIAL, RECEIPT_COMPLETE, RECEIPT_BROKEN };

/* Takes what has arrived, and never a byte more than the request: what follows belongs to init. */
enum receipt request_receive(struct request *request);

#endif
