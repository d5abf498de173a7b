/* launch_decode: whatever it accepts keeps the promises that the launcher relies on. */
#include <stdlib.h>
#include <string.h>

#include "launch.h"

static void require(bool promise) {
    if (!promise) abort();
}

static bool climbs(const char *path) {
    return strstr(path, "/../") || strncmp(path, "../", 3) == 0 || strcmp(path, "..") == 0 ||
           (strlen(path) >= 3 && strcmp(path + strlen(path) - 3, "/..") == 0);
}

static void check(const struct operation *op) {
    require(op->path[0] == '/' && !climbs(op->path));
    if (op->kind == OP_MASK) require(strncmp(op->path, "/proc/", 6) == 0);
    if (op->kind != OP_TREE) return;
    require(op->source[0] == '/' && op->layer && op->whiteouts);
    if (op->tree == TREE_LAYER) require(op->layer[0] == '/');
    for (char **whiteout = op->whiteouts; *whiteout; whiteout++) require(!climbs(*whiteout));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct launch launch;
    if (launch_decode(&launch, data, size)) {
        require(launch.host_uid && launch.host_gid && launch.bwrap[0] == '/' && launch.hostname && launch.cgroups);
        for (uint32_t i = 0; i < launch.operation_count; i++) check(&launch.operations[i]);
    }
    launch_free(&launch);
    return 0;
}
