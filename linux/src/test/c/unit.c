/* Unit tests of what can be tested without a sandbox; run under the address and undefined-behaviour sanitizers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel.h"
#include "init.h"
#include "launch.h"
#include "request.h"
#include "samples.h"
#include "tree.h"
#include "util.h"

static int failures;

#define CHECK(condition)                                                             \
    do {                                                                             \
        if (!(condition)) {                                                          \
            failures++;                                                              \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, __func__, #condition); \
        }                                                                            \
    } while (0)

/* A copy of exactly `length` bytes, so that the sanitizer sees a read of one more. */
static uint8_t *exact(const struct writer *w, size_t length) {
    uint8_t *copy = malloc(length ? length : 1);
    if (!copy) abort();
    if (length) memcpy(copy, w->data, length);
    return copy;
}

static bool decode_launch(const uint8_t *data, size_t length) {
    struct launch launch;
    bool decoded = launch_decode(&launch, data, length);
    launch_free(&launch);
    return decoded;
}

static bool decode_configuration(const uint8_t *data, size_t length) {
    struct configuration c;
    bool decoded = configuration_decode(&c, data, length);
    if (decoded) configuration_free(&c);
    return decoded;
}

static bool decode_execution(const uint8_t *data, size_t length) {
    struct execution_request request;
    bool decoded = execution_request_decode(&request, data, length);
    if (decoded) execution_request_free(&request);
    return decoded;
}

static const struct message {
    struct writer (*sample)(void);
    bool (*decode)(const uint8_t *, size_t);
} messages[] = {
    {sample_launch, decode_launch},
    {sample_configuration, decode_configuration},
    {sample_execution, decode_execution},
};

/* --- decoders -------------------------------------------------------------------------------------- */

static void everyMessageIsAcceptedWholeAndRefusedCutAnywhere(void) {
    for (size_t m = 0; m < sizeof messages / sizeof *messages; m++) {
        struct writer w = messages[m].sample();
        for (size_t length = 0; length <= w.length; length++) {
            uint8_t *copy = exact(&w, length);
            CHECK(messages[m].decode(copy, length) == (length == w.length));
            free(copy);
        }
        free(w.data);
    }
}

static void everyMessageIsRefusedWithOneByteMore(void) {
    for (size_t m = 0; m < sizeof messages / sizeof *messages; m++) {
        struct writer w = messages[m].sample();
        write_u8(&w, 0);
        CHECK(!messages[m].decode(w.data, w.length));
        free(w.data);
    }
}

/* Whether a flipped message still decodes depends on the bit; that nothing is read out of bounds does not. */
static void noFlippedBitLeadsADecoderAstray(void) {
    for (size_t m = 0; m < sizeof messages / sizeof *messages; m++) {
        struct writer w = messages[m].sample();
        size_t refused = 0;
        for (size_t bit = 0; bit < w.length * 8; bit++) {
            uint8_t *copy = exact(&w, w.length);
            copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
            refused += !messages[m].decode(copy, w.length);
            free(copy);
        }
        CHECK(refused > 0 && refused < w.length * 8);
        free(w.data);
    }
}

static void aLaunchProgramKeepsItsFields(void) {
    struct writer w = sample_launch();
    struct launch launch;
    CHECK(launch_decode(&launch, w.data, w.length));
    CHECK(launch.flags == LAUNCH_PRIVILEGED && launch.host_uid == 100000 && launch.host_gid == 100001);
    CHECK(strcmp(launch.cgroups[1], "/sys/fs/cgroup/pids/a") == 0 && !launch.cgroups[2]);
    CHECK(launch.patience_ms == 30000);
    CHECK(launch.operation_count == 9 && launch.scratch_bytes == 64 << 20);
    CHECK(strcmp(launch.operations[6].layer, "/run/layer") == 0);
    CHECK(strcmp(launch.operations[6].whiteouts[1], "sub/id_rsa") == 0);
    CHECK(launch.operations[8].content_length == 6 && memcmp(launch.operations[8].content, "masked", 6) == 0);
    launch_free(&launch);
    free(w.data);
}

/* A program with one operation of the given kind; fields of OP_DIRECTORY and OP_MASK only. */
static bool accepts_within(uint32_t patience, uint32_t uid, enum operation_kind kind, const char *path) {
    struct writer w = {0};
    write_u32(&w, WIRE_VERSION);
    write_u32(&w, 0);
    write_u32(&w, uid);
    write_u32(&w, uid);
    write_string(&w, "/bwrap");
    write_string(&w, "host");
    write_u64(&w, 1);
    write_u64(&w, 1);
    write_u32(&w, 0);
    write_u32(&w, patience);
    write_u32(&w, 1);
    write_u8(&w, (uint8_t)kind);
    write_string(&w, path);
    if (kind == OP_DIRECTORY) write_u32(&w, 0755);
    else write_u8(&w, 1), write_u32(&w, 0);
    bool accepted = decode_launch(w.data, w.length);
    free(w.data);
    return accepted;
}

static bool accepts(uint32_t uid, enum operation_kind kind, const char *path) {
    return accepts_within(1000, uid, kind, path);
}

static void aLaunchIsGivenAtMostAnHour(void) {
    CHECK(accepts_within(MAX_PATIENCE_MS, 1, OP_DIRECTORY, "/a"));
    CHECK(!accepts_within(MAX_PATIENCE_MS + 1, 1, OP_DIRECTORY, "/a"));
}

static void theHostsRootNeverStandsBehindASandbox(void) {
    CHECK(accepts(1000, OP_DIRECTORY, "/a"));
    CHECK(!accepts(0, OP_DIRECTORY, "/a"));
}

static void aDestinationIsAbsoluteAndDoesNotClimb(void) {
    CHECK(accepts(1, OP_DIRECTORY, "/a/..b/c.."));
    static const char *const refused[] = {"", "a", "/..", "/a/..", "/../a", "/a/../b"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) CHECK(!accepts(1, OP_DIRECTORY, refused[i]));
}

static void aMaskLiesBeneathProc(void) {
    CHECK(accepts(1, OP_MASK, "/proc/cmdline"));
    static const char *const refused[] = {"/tmp/x", "/proc", "/proc/", "/process/x", "/proc/../etc"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) CHECK(!accepts(1, OP_MASK, refused[i]));
}

static void aConfigurationKeepsBothSidesOfALimit(void) {
    struct writer w = sample_configuration();
    struct configuration c;
    CHECK(configuration_decode(&c, w.data, w.length));
    CHECK(c.limit_count == 2 && c.limits[0].resource == 6 && c.limits[0].program == 64 && c.limits[0].init == 128);
    CHECK(c.filter_count == 2 && c.filters[1].length == 8 && c.no_spawn.length == 8 && c.landlock_wanted);
    CHECK(strcmp(c.writable[1], "/home/agent") == 0 && !c.writable[2]);
    configuration_free(&c);
    free(w.data);
}

static bool accepts_filter(uint32_t length) {
    struct writer w = {0};
    write_u32(&w, WIRE_VERSION);
    write_u8(&w, 0);
    write_u32(&w, 0);
    write_u32(&w, 1);
    write_u32(&w, length);
    memset(writer_reserve(&w, length), 0, length);
    w.length += length;
    write_u32(&w, 0);
    write_u32(&w, 0);
    bool accepted = decode_configuration(w.data, w.length);
    free(w.data);
    return accepted;
}

static void aFilterThatTheKernelWouldCutIsRefused(void) {
    CHECK(accepts_filter(8) && accepts_filter(4096 * 8));
    CHECK(!accepts_filter(0) && !accepts_filter(12) && !accepts_filter(4097 * 8) && !accepts_filter(65537 * 8));
}

static void aStringWithANulIsRefused(void) {
    struct writer w = {0};
    write_u32(&w, 3);
    write_bytes(&w, "a\0b", 3);
    struct reader r = reader_of(w.data, w.length);
    CHECK(!read_string(&r) && r.failed && !reader_done(&r));
    free(w.data);
}

static void aCountBeyondThePayloadAllocatesNothing(void) {
    struct writer w = {0};
    write_u32(&w, UINT32_MAX);
    struct reader r = reader_of(w.data, w.length);
    CHECK(!read_strings(&r, UINT32_MAX) && r.failed);
    free(w.data);
}

static void anExecutionWithoutAProgramIsRefused(void) {
    struct writer w = {0};
    for (int i = 0; i < 9; i++) write_u32(&w, 0);
    write_u32(&w, 0);
    write_u32(&w, 0);
    CHECK(!decode_execution(w.data, w.length));
    free(w.data);
}

/* --- frames ---------------------------------------------------------------------------------------- */

static void aHeaderWithReservedBytesOrTooLongIsRefused(void) {
    uint8_t bytes[FRAME_HEADER];
    struct frame_header header = {.length = FRAME_MAX, .type = FRAME_EXEC, .id = 7}, back;
    frame_header_encode(bytes, &header);
    CHECK(frame_header_decode(bytes, &back) && back.length == FRAME_MAX && back.type == FRAME_EXEC && back.id == 7);
    for (int i = 5; i < 8; i++) {
        bytes[i] = 1;
        CHECK(!frame_header_decode(bytes, &back));
        bytes[i] = 0;
    }
    header.length++;
    frame_header_encode(bytes, &header);
    CHECK(!frame_header_decode(bytes, &back));
}

static void theInboxHoldsTheLargestFrameAndShrinksAfterIt(void) {
    struct inbox inbox = {0};
    size_t whole = FRAME_HEADER + FRAME_MAX, fed = 0, at = 0;
    uint8_t head[FRAME_HEADER];
    frame_header_encode(head, &(struct frame_header){.length = FRAME_MAX, .type = FRAME_STDIN, .id = 1});
    struct frame_header header;
    const uint8_t *payload;
    while (fed < whole) {
        size_t room;
        uint8_t *to = inbox_room(&inbox, &room);
        if (room > whole - fed) room = whole - fed;
        memset(to, 7, room);
        if (fed == 0) memcpy(to, head, sizeof head);
        fed += room;
        inbox.length += room;
        CHECK(inbox_next(&inbox, &at, &header, &payload) == (fed < whole ? INBOX_PARTIAL : INBOX_FRAME));
    }
    CHECK(header.length == FRAME_MAX && payload[FRAME_MAX - 1] == 7 && inbox.capacity <= 4 * FRAME_MAX);
    inbox_consume(&inbox, at);
    CHECK(inbox.length == 0 && inbox.capacity == 0);
}

/* --- requests -------------------------------------------------------------------------------------- */

static void aRequestArrivesByteByByteAndTakesNothingBeyond(void) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) abort();
    struct writer w = {0};
    size_t start = frame_begin(&w, REQUEST_KILL, 0);
    write_u64(&w, 42);
    frame_end(&w, start);
    struct request request = {.connection = pair[0]};
    CHECK(request_receive(&request) == RECEIPT_PARTIAL);
    for (size_t i = 0; i + 1 < w.length; i++) {
        CHECK(send(pair[1], w.data + i, 1, 0) == 1);
        CHECK(request_receive(&request) == RECEIPT_PARTIAL);
    }
    write_u8(&w, 99);
    CHECK(send(pair[1], w.data + w.length - 2, 2, 0) == 2);
    CHECK(request_receive(&request) == RECEIPT_COMPLETE);
    struct reader r = reader_of(request.payload, request.header.length);
    CHECK(request.header.type == REQUEST_KILL && read_u64(&r) == 42 && reader_done(&r));
    uint8_t next = 0;
    CHECK(recv(pair[0], &next, 1, MSG_DONTWAIT) == 1 && next == 99);
    free(request.payload);
    free(w.data);
    close(pair[0]);
    close(pair[1]);
}

static void aRequestThatEndsEarlyOrIsTooLongIsBroken(void) {
    static const uint8_t too_long[FRAME_HEADER] = {0, 0, 0x20, 0, REQUEST_LAUNCH};
    for (int early = 0; early < 2; early++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) abort();
        CHECK(send(pair[1], too_long, early ? 5 : sizeof too_long, 0) > 0);
        close(pair[1]);
        struct request request = {.connection = pair[0]};
        CHECK(request_receive(&request) == RECEIPT_BROKEN);
        free(request.payload);
        close(pair[0]);
    }
}

/* --- processes ------------------------------------------------------------------------------------- */

static bool parses(const char *text, char state, pid_t parent) {
    struct process process = {0};
    return stat_parse(text, strlen(text), &process) && process.state == state && process.parent == parent;
}

static void aProcessNameCannotForgeItsParent(void) {
    CHECK(parses("7 (sh) S 3 7 7 0 -1", 'S', 3));
    CHECK(parses("7 (x) R 1 (y) S 3 7 7 0 -1", 'S', 3));
    CHECK(parses("7 ()) R 1 ) Z 12 7 7", 'Z', 12));
}

static void aStatTextThatIsNoneIsRefused(void) {
    static const char *const texts[] = {"", ")", "7 (sh)", "7 (sh) S", "7 (sh) S ", "7 (sh) S x ", "7 (sh) S 3",
                                        "7 (sh) S 99999999999999999999 1", "7 sh S 3 7"};
    struct process process;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK(!stat_parse(texts[i], strlen(texts[i]), &process));
}

static void aTreeIsWhatDescendsFromItsRootAndNothingElse(void) {
    struct process all[] = {{.pid = 2, .parent = 1}, {.pid = 3, .parent = 2}, {.pid = 4, .parent = 3},
                            {.pid = 5, .parent = 1}, {.pid = 6, .parent = 7}, {.pid = 7, .parent = 6}};
    pid_t root = 2;
    tree_mark(all, 6, &root, 1);
    static const signed char within[] = {0, 1, 1, 0, 0, 0};
    for (int i = 0; i < 6; i++) CHECK(all[i].within == within[i]);
}

/* Pids wrap around, so a child may come before its parent in the list. */
static void theRootOfATreeAndItsAncestorsAreNotWithinIt(void) {
    struct process all[] = {{.pid = 1, .parent = 0}, {.pid = 2, .parent = 9}, {.pid = 8, .parent = 1},
                            {.pid = 9, .parent = 8}};
    pid_t root = 9;
    tree_mark(all, 4, &root, 1);
    static const signed char within[] = {0, 1, 0, 0};
    for (int i = 0; i < 4; i++) CHECK(all[i].within == within[i]);
}

/* The shape that makes a naive walk cubic; marking it a thousand times over would never end. */
static void aLongChainIsMarkedInOnePass(void) {
    enum { LENGTH = 30000 };
    struct process *all = malloc(LENGTH * sizeof *all);
    if (!all) abort();
    for (int i = 0; i < LENGTH; i++) all[i] = (struct process){.pid = i + 10, .parent = i + 11, .state = 'S'};
    all[LENGTH - 1].parent = 5;
    pid_t root = 5;
    tree_mark(all, LENGTH, &root, 1);
    for (int i = 0; i < LENGTH; i++) CHECK(all[i].within == 1);
    free(all);
}

static void descriptorsAreClosedExceptThoseKept(void) {
    int pair[2], other[2];
    if (pipe(pair) < 0 || pipe(other) < 0) abort();
    pid_t child = fork();
    if (child == 0) {
        int keep[] = {other[1], -1, pair[0]};
        close_all_except(keep, 3);
        char byte;
        _exit(write(pair[1], "x", 1) < 0 && read(other[0], &byte, 1) < 0 && write(other[1], "y", 1) == 1 ? 0 : 1);
    }
    char byte = 0;
    close(other[1]);
    CHECK(read(other[0], &byte, 1) == 1 && byte == 'y');
    close(pair[0]);
    close(pair[1]);
    close(other[0]);
}

int main(void) {
    everyMessageIsAcceptedWholeAndRefusedCutAnywhere();
    everyMessageIsRefusedWithOneByteMore();
    noFlippedBitLeadsADecoderAstray();
    aLaunchProgramKeepsItsFields();
    theHostsRootNeverStandsBehindASandbox();
    aDestinationIsAbsoluteAndDoesNotClimb();
    aLaunchIsGivenAtMostAnHour();
    aMaskLiesBeneathProc();
    aConfigurationKeepsBothSidesOfALimit();
    aFilterThatTheKernelWouldCutIsRefused();
    aStringWithANulIsRefused();
    aCountBeyondThePayloadAllocatesNothing();
    anExecutionWithoutAProgramIsRefused();
    aHeaderWithReservedBytesOrTooLongIsRefused();
    theInboxHoldsTheLargestFrameAndShrinksAfterIt();
    aRequestArrivesByteByByteAndTakesNothingBeyond();
    aRequestThatEndsEarlyOrIsTooLongIsBroken();
    aProcessNameCannotForgeItsParent();
    aStatTextThatIsNoneIsRefused();
    aTreeIsWhatDescendsFromItsRootAndNothingElse();
    theRootOfATreeAndItsAncestorsAreNotWithinIt();
    aLongChainIsMarkedInOnePass();
    descriptorsAreClosedExceptThoseKept();
    if (failures) fprintf(stderr, "%d checks failed\n", failures);
    return failures ? 1 : 0;
}
