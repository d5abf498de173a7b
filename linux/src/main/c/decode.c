/* What the supervisor sends to init, decoded; without effects, so that it can be fuzzed. */
#include <linux/filter.h>
#include <stdlib.h>

#include "init.h"

/* seccomp(2) counts instructions in 16 bits; a longer program must not be cut silently. */
static struct filter read_filter(struct reader *r) {
    struct filter filter;
    filter.program = read_blob(r, &filter.length);
    if (filter.length % sizeof(struct sock_filter) || filter.length / sizeof(struct sock_filter) > BPF_MAXINSNS)
        r->failed = true;
    return filter;
}

bool configuration_decode(struct configuration *c, const uint8_t *payload, size_t length) {
    struct reader r = reader_of(payload, length);
    *c = (struct configuration){0};
    if (read_u32(&r) != WIRE_VERSION) return false;
    c->landlock_wanted = read_u8(&r) != 0;
    uint32_t limits = read_u32(&r);
    if (limits > MAX_RLIMITS) return false;
    for (; c->limit_count < limits; c->limit_count++) {
        struct limit *limit = &c->limits[c->limit_count];
        limit->resource = (int)read_u32(&r);
        limit->program = read_u64(&r);
        limit->init = read_u64(&r);
    }
    uint32_t filters = read_u32(&r);
    if (filters > MAX_FILTERS) return false;
    for (; c->filter_count < filters; c->filter_count++) {
        c->filters[c->filter_count] = read_filter(&r);
        if (!c->filters[c->filter_count].length) r.failed = true;
    }
    c->no_spawn = read_filter(&r);
    c->writable = read_strings(&r, MAX_WRITABLE);
    if (reader_done(&r)) return true;
    configuration_free(c);
    return false;
}

void configuration_free(struct configuration *c) {
    free_strings(c->writable);
    *c = (struct configuration){0};
}

bool execution_request_decode(struct execution_request *request, const uint8_t *payload, size_t length) {
    struct reader r = reader_of(payload, length);
    *request = (struct execution_request){0};
    request->flags = read_u32(&r);
    request->timeout_ms = read_u64(&r);
    request->output_limit = read_u64(&r);
    request->credit = read_u32(&r);
    request->cpu_seconds = read_u64(&r);
    request->directory = read_string(&r);
    request->argv = read_strings(&r, MAX_ARGUMENTS);
    request->environment = read_strings(&r, MAX_ARGUMENTS);
    if (reader_done(&r) && request->argv[0]) return true;
    execution_request_free(request);
    return false;
}

void execution_request_free(struct execution_request *request) {
    free(request->directory);
    free_strings(request->argv);
    free_strings(request->environment);
    *request = (struct execution_request){0};
}
