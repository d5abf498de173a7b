/* execution_request_decode: an accepted request has a program, a directory and an environment. */
#include <stdlib.h>

#include "init.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct execution_request request;
    if (!execution_request_decode(&request, data, size)) {
        if (request.argv || request.environment || request.directory) abort();
        return 0;
    }
    if (!request.argv[0] || !request.directory || !request.environment) abort();
    execution_request_free(&request);
    return 0;
}
