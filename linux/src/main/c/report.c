/* How a launcher's processes tell of a step that failed. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "launch.h"

static int report_fd = -1;

void launch_report_to(int fd) { report_fd = fd; }

void launch_fail(const char *stage, const char *detail) {
    struct writer w = {0};
    write_u32(&w, (uint32_t)errno);
    write_string(&w, stage);
    write_string(&w, detail);
    (void)!write(report_fd, w.data, w.length);
    _exit(71);
}

struct proc_path launch_own_proc(void) {
    struct proc_path path = {"/proc/"};
    size_t prefix = strlen(path.text);
    ssize_t n = readlink("/proc/self", path.text + prefix, sizeof path.text - prefix - 1);
    if (n <= 0) launch_fail("proc", "/proc/self");
    path.text[prefix + (size_t)n] = 0;
    return path;
}
