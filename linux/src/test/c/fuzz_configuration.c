/* configuration_decode: filters lie inside the payload and are whole programs of a length that the kernel takes. */
#include <stdlib.h>

#include "init.h"

static void check(const struct filter *filter, const uint8_t *data, size_t size) {
    if (filter->length % 8 || filter->length > 4096 * 8) abort();
    if (filter->program < data || filter->program + filter->length > data + size) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct configuration c;
    if (!configuration_decode(&c, data, size)) return 0;
    if (c.limit_count > MAX_RLIMITS || c.filter_count > MAX_FILTERS || !c.writable) abort();
    for (uint32_t i = 0; i < c.filter_count; i++) {
        check(&c.filters[i], data, size);
        if (!c.filters[i].length) abort();
    }
    check(&c.no_spawn, data, size);
    configuration_free(&c);
    return 0;
}
