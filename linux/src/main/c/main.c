/* One static program with three roles; see roles.h, and ARCHITECTURE.md for how they meet. */
#include <string.h>

#include "roles.h"

int main(int argc, char **argv) {
    if (argc >= 2 && strcmp(argv[1], "init") == 0) return init_main();
    if (argc >= 2 && (strcmp(argv[1], "guardian") == 0 || strcmp(argv[1], "guardian-sealed") == 0))
        return guardian_main(argc, argv);
    return 64;
}
