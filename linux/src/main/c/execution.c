#define _GNU_SOURCE
#include "execution.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"
#include "streams.h"
#include "tree.h"
#include "util.h"

enum { KILL_RETRY_MS = 5, KILL_ROUNDS = 100, KILL_PATIENT_MS = 500 };

static const struct configuration *config;
static const struct posture *posture;
static struct execution *executions[MAX_EXECUTIONS];
static uint32_t slots;         /* no slot from here on is in use */
static struct usage unclaimed; /* of processes that init reaped in place of a lost supervisor process */

void executions_open(int epoll, const struct configuration *c, const struct posture *p) {
    streams_open(epoll);
    config = c;
    posture = p;
}

static struct execution *find(uint32_t id, uint32_t *index) {
    for (uint32_t i = 0; i < slots; i++) {
        if (!executions[i] || executions[i]->id != id) continue;
        *index = i;
        return executions[i];
    }
    return NULL;
}

static bool is_alone(const struct execution *e) {
    for (uint32_t i = 0; i < slots; i++)
        if (executions[i] && executions[i] != e) return false;
    return true;
}

/* --- frames ---------------------------------------------------------------------------------------- */

static void send_failed(uint32_t id, uint32_t stage, int error) {
    size_t start = frame_begin(&outgoing, FRAME_FAILED, id);
    write_u32(&outgoing, stage);
    write_u32(&outgoing, (uint32_t)error);
    frame_end(&outgoing, start);
}

void send_number(uint8_t type, uint32_t id, uint32_t number) {
    size_t start = frame_begin(&outgoing, type, id);
    write_u32(&outgoing, number);
    frame_end(&outgoing, start);
}

static void send_exited(struct execution *e) {
    struct status_record *record = &e->record;
    bool told = record->kind == STATUS_MAIN_ENDED;
    if (!told) {
        /* The supervisor process was killed before it could tell; init has reaped all that it left. */
        record->status = SIGKILL;
        record->user_us = e->reaped.user_us + unclaimed.user_us;
        record->system_us = e->reaped.system_us + unclaimed.system_us;
        record->peak_kib =
            e->reaped.peak_kib > unclaimed.peak_kib ? e->reaped.peak_kib : unclaimed.peak_kib;
        unclaimed = (struct usage){0};
    }
    size_t start = frame_begin(&outgoing, FRAME_EXITED, e->id);
    write_u32(&outgoing, (uint32_t)record->status);
    write_u8(&outgoing, e->reason);
    write_u8(&outgoing, told);
    write_u64(&outgoing, record->user_us);
    write_u64(&outgoing, record->system_us);
    write_u64(&outgoing, record->peak_kib);
    write_u32(&outgoing, e->refused ? __atomic_load_n(e->refused, __ATOMIC_RELAXED) : 0);
    write_u64(&outgoing, e->streams[0].total);
    write_u64(&outgoing, e->streams[1].total);
    frame_end(&outgoing, start);
}

/* --- the end --------------------------------------------------------------------------------------- */

static void release(uint32_t index) {
    struct execution *e = executions[index];
    input_close(e);
    stream_close(&e->streams[0]);
    stream_close(&e->streams[1]);
    watched_close(&e->status, true);
    if (e->refused) munmap(e->refused, sizeof *e->refused);
    free(e);
    executions[index] = NULL;
    while (slots && !executions[slots - 1]) slots--;
}

/* A program that ends by itself may leave background processes; one that was killed is told of when its whole
 * tree is gone, or resists. */
static bool ended(const struct execution *e) {
    return e->main_ended && (!e->reason || e->status < 0 || e->kill_rounds > KILL_ROUNDS);
}

/* Sends the result once it is whole, and lets the slot go once nothing of the execution is left. */
static void settle(struct execution *e, uint32_t index) {
    bool drained = true;
    for (int i = 0; i < 2; i++) drained &= e->streams[i].fd < 0 || e->streams[i].drained;
    if (ended(e) && drained && !e->reported) {
        send_exited(e);
        e->reported = true;
        input_close(e);
    }
    if (e->reported && e->status < 0 && e->supervisor == 0) {
        release(index);
        return;
    }
    stream_interest(e, index, 0);
    stream_interest(e, index, 1);
}

/* Kills the whole tree. With no other execution beside it, kill(-1) takes the namespace at one stroke, which no
 * forking outruns; else rounds of a walk through /proc, repeated until the tree is gone. The supervisor process
 * is woken, for a program can have stopped it; one that does not come to its end is killed too. */
void kill_execution(struct execution *e, enum end_reason reason) {
    if (!e->reason) e->reason = (uint8_t)reason;
    if (is_alone(e)) {
        (void)kill(-1, SIGKILL);
    } else if (e->supervisor) {
        (void)kill(e->supervisor, SIGCONT);
        (void)tree_kill(e->supervisor);
        if (e->kill_rounds > KILL_ROUNDS) (void)kill(e->supervisor, SIGKILL);
    }
    /* What outlives so many rounds hangs in the kernel, and dies when that lets go. */
    e->deadline = now_ms() + (e->kill_rounds > KILL_ROUNDS ? KILL_PATIENT_MS : KILL_RETRY_MS);
    if (e->kill_rounds <= KILL_ROUNDS) e->kill_rounds++;
}

/* The execution may be gone afterwards. */
static void pump(struct execution *e, uint32_t index) {
    stream_pump(e, 0);
    stream_pump(e, 1);
    settle(e, index);
}

/* --- frames from the supervisor -------------------------------------------------------------------- */

static bool start_execution(uint32_t id, const uint8_t *payload, size_t length) {
    struct execution_request request;
    uint32_t slot = 0;
    if (find(id, &slot) || !execution_request_decode(&request, payload, length)) return false;
    for (slot = 0; slot < MAX_EXECUTIONS && executions[slot];) slot++;
    struct spawned spawned;
    errno = EAGAIN;
    if (slot == MAX_EXECUTIONS || !execution_spawn(config, posture, &request, &spawned)) {
        send_failed(id, STAGE_FORK, errno);
        execution_request_free(&request);
        return true;
    }
    struct execution *e = must_alloc(sizeof *e);
    *e = (struct execution){
        .id = id,
        .supervisor = spawned.supervisor,
        .streams = {{.fd = spawned.out, .credit = request.credit}, {.fd = spawned.err, .credit = request.credit}},
        .in = spawned.in,
        .status = spawned.status,
        .output_limit = request.output_limit,
        .deadline = request.timeout_ms && request.timeout_ms < INT32_MAX * 1000ULL
                        ? now_ms() + (int64_t)request.timeout_ms
                        : 0,
        .refused = spawned.refused,
    };
    execution_request_free(&request);
    executions[slot] = e;
    if (slot >= slots) slots = slot + 1;
    watched_open(e->status, EPOLLIN, slot, SOURCE_STATUS);
    stream_interest(e, slot, 0);
    stream_interest(e, slot, 1);
    return true;
}

static bool grant_credit(struct execution *e, uint32_t index, const uint8_t *payload, size_t length) {
    struct reader r = reader_of(payload, length);
    uint8_t which = read_u8(&r);
    uint32_t more = read_u32(&r);
    if (!reader_done(&r) || which > 1 || e->streams[which].credit > UINT32_MAX - more) return false;
    e->streams[which].credit += more;
    pump(e, index);
    return true;
}

static void signal_program(const struct execution *e, uint32_t number) {
    if (kill(-e->main_process, (int)number) < 0) (void)kill(e->main_process, (int)number);
}

static bool deliver_signal(struct execution *e, const uint8_t *payload, size_t length) {
    struct reader r = reader_of(payload, length);
    uint32_t number = read_u32(&r);
    if (!reader_done(&r) || number < 1 || number > 64) return false;
    if (e->main_ended) return true;
    if (e->main_process > 0) signal_program(e, number);
    else e->early_signals |= 1ULL << (number - 1);
    return true;
}

/* What was sent while the program was being started, in the order of the numbers. */
static void deliver_early_signals(struct execution *e) {
    for (uint32_t number = 1; number <= 64; number++)
        if (e->early_signals & 1ULL << (number - 1)) signal_program(e, number);
    e->early_signals = 0;
}

bool executions_frame(const struct frame_header *header, const uint8_t *payload) {
    uint32_t index;
    if (header->type == FRAME_EXEC) return start_execution(header->id, payload, header->length);
    struct execution *e = find(header->id, &index);
    /* A frame may cross the end of its execution. */
    if (!e) return true;
    switch (header->type) {
        case FRAME_STDIN:
            return input_accept(e, index, payload, header->length);
        case FRAME_STDIN_END:
            e->in_closing = true;
            input_serve(e, index);
            return true;
        case FRAME_CREDIT:
            return grant_credit(e, index, payload, header->length);
        case FRAME_SIGNAL:
            return deliver_signal(e, payload, header->length);
        case FRAME_KILL:
            kill_execution(e, END_KILLED);
            return true;
        default:
            return false;
    }
}

/* --- what children tell ---------------------------------------------------------------------------- */

/* Somebody killed the supervisor process: what it leaves hangs off init, is killed, and then accounted. */
static void hunt_strays(struct execution *e, uint32_t index) {
    pid_t supervisors[MAX_EXECUTIONS];
    size_t count = 0;
    for (uint32_t i = 0; i < slots; i++)
        if (executions[i] && executions[i]->supervisor) supervisors[count++] = executions[i]->supervisor;
    size_t living = tree_kill_strays(supervisors, count);
    if (living || e->supervisor) {
        e->deadline = now_ms() + KILL_RETRY_MS;
        return;
    }
    e->lost = false;
    e->main_ended = true;
    pump(e, index);
}

static void add_usage(struct usage *sum, const struct rusage *more) {
    sum->user_us += (uint64_t)more->ru_utime.tv_sec * 1000000 + (uint64_t)more->ru_utime.tv_usec;
    sum->system_us += (uint64_t)more->ru_stime.tv_sec * 1000000 + (uint64_t)more->ru_stime.tv_usec;
    if ((uint64_t)more->ru_maxrss > sum->peak_kib) sum->peak_kib = (uint64_t)more->ru_maxrss;
}

static void reaped(pid_t pid, const struct rusage *usage) {
    for (uint32_t i = 0; i < slots; i++) {
        struct execution *e = executions[i];
        if (!e || e->supervisor != pid) continue;
        e->supervisor = 0;
        add_usage(&e->reaped, usage);
        settle(e, i);
        return;
    }
    add_usage(&unclaimed, usage);
}

static void reap_all(void) {
    struct rusage usage;
    pid_t pid;
    while ((pid = wait4(-1, NULL, WNOHANG, &usage)) > 0) reaped(pid, &usage);
}

void executions_reap(void) {
    reap_all();
    for (uint32_t i = 0; i < slots; i++)
        if (executions[i] && executions[i]->lost) hunt_strays(executions[i], i);
}

static void supervisor_gone(struct execution *e, uint32_t index) {
    watched_close(&e->status, true);
    if (e->tree_ended) {
        e->main_ended = true;
        pump(e, index);
    } else {
        e->lost = true;
        executions_reap();
    }
}

static void handle_status(struct execution *e, uint32_t index, const struct status_record *record) {
    switch (record->kind) {
        case STATUS_STARTED:
            e->main_process = record->status;
            deliver_early_signals(e);
            return;
        case STATUS_MAIN_ENDED:
            e->record = *record;
            e->main_ended = true;
            pump(e, index);
            return;
        case STATUS_NOT_STARTED:
            send_failed(e->id, record->stage, record->error);
            e->reported = e->tree_ended = true;
            return;
        case STATUS_TREE_ENDED:
            e->tree_ended = true;
            if (!e->reason) return;
            e->record.user_us = record->user_us;
            e->record.system_us = record->system_us;
            e->record.peak_kib = record->peak_kib;
            return;
    }
}

/* While the pipe is open the slot stays, so the loop may go on after each record. */
static void read_status(struct execution *e, uint32_t index) {
    struct status_record record;
    while (e->status >= 0) {
        ssize_t n = read(e->status, &record, sizeof record);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return;
        if (n != sizeof record) {
            supervisor_gone(e, index);
            return;
        }
        handle_status(e, index, &record);
    }
}

void executions_event(enum source source, uint32_t index) {
    struct execution *e = executions[index];
    /* Released by an earlier event of the same batch; or the slot is new, and then nothing is ready. */
    if (!e) return;
    if (source == SOURCE_OUT || source == SOURCE_ERR) {
        stream_pump(e, source == SOURCE_OUT ? 0 : 1);
        settle(e, index);
    } else if (source == SOURCE_IN) {
        input_serve(e, index);
    } else if (source == SOURCE_STATUS) {
        read_status(e, index);
    }
}

/* --- time ------------------------------------------------------------------------------------------ */

static void deadline_passed(struct execution *e, uint32_t index) {
    e->deadline = 0;
    if (e->lost) hunt_strays(e, index);
    else if (!e->main_ended || (e->reason && e->status >= 0)) kill_execution(e, END_TIMEOUT);
    if (executions[index]) settle(executions[index], index);
}

void executions_tick(void) {
    int64_t now = 0;
    for (uint32_t i = 0; i < slots; i++) {
        if (!executions[i] || !executions[i]->deadline) continue;
        if (!now) now = now_ms();
        if (executions[i]->deadline <= now) deadline_passed(executions[i], i);
    }
    if (!streams_take_stalled()) return;
    for (uint32_t i = 0; i < slots; i++)
        if (executions[i]) pump(executions[i], i);
}

int executions_timeout(void) {
    int64_t nearest = 0;
    if (streams_stalled()) return 0;
    for (uint32_t i = 0; i < slots; i++) {
        if (!executions[i] || !executions[i]->deadline) continue;
        if (!nearest || executions[i]->deadline < nearest) nearest = executions[i]->deadline;
    }
    if (!nearest) return -1;
    int64_t left = nearest - now_ms();
    return left <= 0 ? 0 : left > 3600000 ? 3600000 : (int)left;
}
