#define _GNU_SOURCE
#include "launch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

static bool absolute(const char *path) { return path && path[0] == '/'; }

static bool climbs(const char *path) {
    for (const char *at = path; at; at = strchr(at, '/')) {
        at += *at == '/';
        if (at[0] == '.' && at[1] == '.' && (at[2] == '/' || !at[2])) return true;
    }
    return false;
}

static bool beneath(const char *path, const char *directory) {
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && path[length] == '/' && path[length + 1];
}

static bool whiteouts_allowed(char *const *whiteouts) {
    for (; whiteouts && *whiteouts; whiteouts++)
        if (climbs(*whiteouts)) return false;
    return true;
}

/* A mask is mounted after the root is finished, and may lie only where no sandbox ever wrote. */
static bool destination_allowed(const struct operation *op) {
    if (!absolute(op->path) || climbs(op->path)) return false;
    return op->kind != OP_MASK || beneath(op->path, "/proc");
}

static void decode_operation(struct reader *r, struct operation *op) {
    op->fd = op->layer_fd = -1;
    op->kind = read_u8(r);
    op->path = read_string(r);
    switch (op->kind) {
        case OP_DIRECTORY:
        case OP_SCRATCH:
            op->mode = read_u32(r);
            break;
        case OP_FILE:
            op->mode = read_u32(r);
            op->content = read_blob(r, &op->content_length);
            break;
        case OP_LINK:
        case OP_COPY:
            op->source = read_string(r);
            break;
        case OP_TREE:
            op->tree = read_u8(r);
            op->idmap = read_u8(r) != 0;
            op->source = read_string(r);
            op->layer = read_string(r);
            op->whiteouts = read_strings(r, MAX_WHITEOUTS);
            if (op->tree > TREE_FILE_WRITE || !absolute(op->source)) r->failed = true;
            if (op->tree == TREE_LAYER && !absolute(op->layer)) r->failed = true;
            break;
        case OP_MASK:
            op->directory = read_u8(r) != 0;
            op->content = read_blob(r, &op->content_length);
            break;
        default:
            r->failed = true;
    }
    if (!destination_allowed(op) || !whiteouts_allowed(op->whiteouts)) r->failed = true;
}

bool launch_decode(struct launch *launch, const uint8_t *payload, size_t length) {
    struct reader r = reader_of(payload, length);
    *launch = (struct launch){0};
    if (read_u32(&r) != WIRE_VERSION) return false;
    launch->flags = read_u32(&r);
    launch->host_uid = read_u32(&r);
    launch->host_gid = read_u32(&r);
    launch->bwrap = read_string(&r);
    launch->hostname = read_string(&r);
    launch->scratch_bytes = read_u64(&r);
    launch->scratch_inodes = read_u64(&r);
    launch->cgroups = read_strings(&r, MAX_CGROUPS);
    launch->patience_ms = read_u32(&r);
    uint32_t count = read_u32(&r);
    if (r.failed || count > MAX_OPERATIONS || !absolute(launch->bwrap) || launch->patience_ms > MAX_PATIENCE_MS)
        return false;
    /* The host's root never stands behind a sandbox, whatever the request says. */
    if (launch->host_uid == 0 || launch->host_gid == 0) return false;
    launch->operations = calloc(count ? count : 1, sizeof *launch->operations);
    if (!launch->operations) return false;
    for (uint32_t i = 0; i < count && !r.failed; i++) {
        decode_operation(&r, &launch->operations[i]);
        launch->operation_count = i + 1;
    }
    return reader_done(&r);
}

void launch_free(struct launch *launch) {
    for (uint32_t i = 0; i < launch->operation_count; i++) {
        struct operation *op = &launch->operations[i];
        free(op->path);
        free(op->source);
        free(op->layer);
        free_strings(op->whiteouts);
    }
    free(launch->operations);
    free_strings(launch->cgroups);
    free(launch->bwrap);
    free(launch->hostname);
    *launch = (struct launch){0};
}

bool group_is_unified(const char *directory) {
    char path[4096];
    return snprintf(path, sizeof path, "%s/cgroup.controllers", directory) < (int)sizeof path && access(path, F_OK) == 0;
}
