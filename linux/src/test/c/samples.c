#include "samples.h"

#include <stdlib.h>

#include "launch.h"

static void write_blob(struct writer *w, const void *data, uint32_t length) {
    write_u32(w, length);
    write_bytes(w, data, length);
}

static void write_list(struct writer *w, const char *const *items) {
    uint32_t count = 0;
    while (items[count]) count++;
    write_u32(w, count);
    for (uint32_t i = 0; i < count; i++) write_string(w, items[i]);
}

static void operation(struct writer *w, enum operation_kind kind, const char *path) {
    write_u8(w, (uint8_t)kind);
    write_string(w, path);
}

static void tree(struct writer *w, enum tree_kind kind, const char *path, const char *layer,
                 const char *const *whiteouts) {
    operation(w, OP_TREE, path);
    write_u8(w, (uint8_t)kind);
    write_u8(w, 1);
    write_string(w, path);
    write_string(w, layer);
    write_list(w, whiteouts);
}

struct writer sample_launch(void) {
    struct writer w = {0};
    static const char *const groups[] = {"/sys/fs/cgroup/memory/a", "/sys/fs/cgroup/pids/a", NULL};
    static const char *const hidden[] = {".env", "sub/id_rsa", NULL}, *const nothing[] = {NULL};
    write_u32(&w, WIRE_VERSION);
    write_u32(&w, LAUNCH_PRIVILEGED);
    write_u32(&w, 100000);
    write_u32(&w, 100001);
    write_string(&w, "/usr/bin/bwrap");
    write_string(&w, "sandbox");
    write_u64(&w, 64 << 20);
    write_u64(&w, 1000);
    write_list(&w, groups);
    write_u32(&w, 30000);
    write_u32(&w, 9);
    operation(&w, OP_DIRECTORY, "/srv");
    write_u32(&w, 0755);
    operation(&w, OP_FILE, "/etc/passwd");
    write_u32(&w, 0644);
    write_blob(&w, "root:x", 6);
    operation(&w, OP_LINK, "/bin");
    write_string(&w, "usr/bin");
    operation(&w, OP_COPY, "/etc/ld.so.cache");
    write_string(&w, "/etc/ld.so.cache");
    operation(&w, OP_SCRATCH, "/tmp");
    write_u32(&w, 01777);
    tree(&w, TREE_READ, "/usr", "", nothing);
    tree(&w, TREE_LAYER, "/home/a/project", "/run/layer", hidden);
    tree(&w, TREE_FILE_READ, "/etc/hosts", "", nothing);
    operation(&w, OP_MASK, "/proc/cmdline");
    write_u8(&w, 0);
    write_blob(&w, "masked", 6);
    return w;
}

struct writer sample_configuration(void) {
    struct writer w = {0};
    static const char *const writable[] = {"/tmp", "/home/agent", NULL};
    static const uint8_t allow[] = {6, 0, 0, 0, 0, 0, 0xff, 0x7f};
    write_u32(&w, WIRE_VERSION);
    write_u8(&w, 1);
    write_u32(&w, 2);
    write_u32(&w, 6);
    write_u64(&w, 64);
    write_u64(&w, 128);
    write_u32(&w, 7);
    write_u64(&w, 1024);
    write_u64(&w, 4096);
    write_u32(&w, 2);
    write_blob(&w, allow, sizeof allow);
    write_blob(&w, allow, sizeof allow);
    write_blob(&w, allow, sizeof allow);
    write_list(&w, writable);
    return w;
}

struct writer sample_execution(void) {
    struct writer w = {0};
    static const char *const argv[] = {"sh", "-c", "true", NULL};
    static const char *const environment[] = {"PATH=/usr/bin:/bin", "HOME=/home/agent", NULL};
    write_u32(&w, 1);
    write_u64(&w, 5000);
    write_u64(&w, 1 << 20);
    write_u32(&w, 1 << 16);
    write_u64(&w, 10);
    write_string(&w, "/tmp");
    write_list(&w, argv);
    write_list(&w, environment);
    return w;
}

struct writer sample_frames(void) {
    struct writer w = {0}, execution = sample_execution();
    size_t start = frame_begin(&w, FRAME_EXEC, 1);
    write_bytes(&w, execution.data, execution.length);
    frame_end(&w, start);
    start = frame_begin(&w, FRAME_STDIN, 1);
    write_bytes(&w, "hello", 5);
    frame_end(&w, start);
    frame_end(&w, frame_begin(&w, FRAME_STDIN_END, 1));
    frame_end(&w, frame_begin(&w, FRAME_KILL, UINT32_MAX));
    free(execution.data);
    return w;
}
