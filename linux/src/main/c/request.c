#include "request.h"

#include <errno.h>
#include <sys/socket.h>

#include "util.h"

/* One recv(2); 0 when nothing is there now, -1 at the end. */
static ssize_t take(int connection, uint8_t *data, size_t length) {
    ssize_t n;
    do n = recv(connection, data, length, MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return 0;
    return n > 0 ? n : -1;
}

enum receipt request_receive(struct request *request) {
    while (request->received < FRAME_HEADER) {
        ssize_t n = take(request->connection, request->head + request->received, FRAME_HEADER - request->received);
        if (n <= 0) return n < 0 ? RECEIPT_BROKEN : RECEIPT_PARTIAL;
        request->received += (size_t)n;
    }
    if (!request->payload) {
        if (!frame_header_decode(request->head, &request->header)) return RECEIPT_BROKEN;
        request->payload = must_alloc(request->header.length);
    }
    size_t whole = FRAME_HEADER + (size_t)request->header.length;
    while (request->received < whole) {
        ssize_t n = take(request->connection, request->payload + request->received - FRAME_HEADER,
                         whole - request->received);
        if (n <= 0) return n < 0 ? RECEIPT_BROKEN : RECEIPT_PARTIAL;
        request->received += (size_t)n;
    }
    return RECEIPT_COMPLETE;
}
