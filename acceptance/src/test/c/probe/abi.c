/* SYS-13, 15..17: other doors into the kernel than the native call, and calls that only x86 has. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

#ifdef __x86_64__

/* The 32-bit entry takes its arguments in ebx, ecx, edx. SIGSYS or SIGSEGV ends the attempt: no entry. */
static long interrupt_80(long number, long first, long second, long third) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second), "d"(third) : "memory", "r8", "r9", "r10", "r11");
    return (int)result;
}

static void foreign_call(struct verdict *v, const struct probe_case *self) {
    const unsigned long *a = self->call.arguments;
    long result = interrupt_80(self->number, (long)a[0], (long)a[1], (long)a[2]);
    errno = result < 0 ? (int)-result : 0;
    decide_reached(v, result < 0 ? -1 : result, self->title);
}

/* A 32-bit program: mov $1,%eax; mov $42,%ebx; int $0x80 in the smallest ELF that the kernel starts. */
static const unsigned char PROGRAM[] = {
    0x7f, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* ELFCLASS32, little-endian */
    2, 0, 3, 0, 1, 0, 0, 0, 0x54, 0x80, 0x04, 0x08, 0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x34, 0, 0x20, 0, 1, 0, 0, 0, 0, 0, 0, 0,
    1, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x04, 0x08, 0, 0x80, 0x04, 0x08, 0x60, 0, 0, 0, 0x60, 0, 0, 0, 5, 0, 0, 0, 0, 0x10, 0, 0,
    0xb8, 1, 0, 0, 0, 0xbb, 42, 0, 0, 0, 0xcd, 0x80,
};

static void foreign_program(struct verdict *v, const struct probe_case *self) {
    (void)self;
    int fd = memfd_create("probe", MFD_CLOEXEC);
    if (fd < 0 || write(fd, PROGRAM, sizeof PROGRAM) != (ssize_t)sizeof PROGRAM) {
        not_exercisable(v, "memfd: %s", strerror(errno));
        return;
    }
    pid_t child = fork();
    if (child == 0) {
        char *arguments[] = {"probe", NULL}, *environment[] = {NULL};
        syscall(SYS_execveat, fd, "", arguments, environment, AT_EMPTY_PATH);
        _exit(errno == ENOEXEC ? 126 : 125);
    }
    int status = wait_for(child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 42)
        works(v, "a 32-bit program ran");
    else if (WIFSIGNALED(status))
        refused(v, 0, "killed by signal %d", WTERMSIG(status));
    else
        refused(v, 0, "not started: %d", WEXITSTATUS(status));
}

/* The number as it stands in the register, upper half included: syscall(3) passes it on unchanged. */
static void raw_number(struct verdict *v, const struct probe_case *self) {
    decide_reached(v, syscall(self->number, self->call.arguments[0], self->call.arguments[1], 0, 0, 0, 0), self->title);
}

static void cpuid_switch(struct verdict *v, const struct probe_case *self) {
    attempt_call(v, self);
    if (v->error == ENODEV) not_exercisable(v, "this processor has no CPUID faulting");
}

#define I386(id, title, number, ...) {id, title, ATTACK, "", foreign_call, {"int80:" #number, number, {__VA_ARGS__}}, 0, number}
#define X32 0x40000000L
#define DIRTY (1L << 32)

static const struct probe_case CASES[] = {
    {"SYS-13/modify_ldt", "modify_ldt", ATTACK, "", attempt_call, {"modify_ldt", SYS_modify_ldt, {0, BAD_POINTER, 0}}, 0, 0},
    {"SYS-13/set_thread_area", "set_thread_area", ATTACK, "none", attempt_call, {"set_thread_area", SYS_set_thread_area, {BAD_POINTER}}, 0, 0},
    {"SYS-13/iopl", "iopl", ATTACK, "", attempt_call, {"iopl", SYS_iopl, {4}}, 0, 0},
    {"SYS-13/ioperm", "ioperm", ATTACK, "", attempt_call, {"ioperm", SYS_ioperm, {0x80000, 1, 1}}, 0, 0},
    {"SYS-13/cpuid", "arch_prctl ARCH_SET_CPUID", ATTACK, "cpu", cpuid_switch, {"arch_prctl", SYS_arch_prctl, {0x1012, 1}}, 0, 0},
    I386("SYS-15/getpid", "int 0x80: getpid", 20, 0),
    I386("SYS-15/socket", "int 0x80: socket(AF_UNIX)", 359, 1, 1, 0),
    I386("SYS-15/openat", "int 0x80: openat", 295, 0xffffffff, 1, 0),
    I386("SYS-15/ptrace", "int 0x80: ptrace", 26, 0, 0, 0),
    I386("SYS-15/io_uring_setup", "int 0x80: io_uring_setup", 425, 1, 1, 0),
    {"SYS-15/program", "start a 32-bit program", ATTACK, "", foreign_program, {0}, 0, 0},
    {"SYS-16/x32", "x32: getpid", ATTACK, "x32", raw_number, {"x32:getpid", X32 | SYS_getpid, {0}}, 0, X32 | SYS_getpid},
    {"SYS-16/x32-io_uring", "x32: io_uring_setup", ATTACK, "x32", raw_number, {"x32:io_uring_setup", X32 | 425, {1, BAD_POINTER}}, 0, X32 | 425},
    {"SYS-16/dirty", "io_uring_setup with a dirty upper half", ATTACK, "", raw_number, {"io_uring_setup", 425, {1, BAD_POINTER}}, 0, DIRTY | 425},
    {"SYS-16/dirty-x32", "x32 number with a dirty upper half", ATTACK, "x32", raw_number, {"x32:io_uring_setup", X32 | 425, {1, BAD_POINTER}}, 0, DIRTY | X32 | 425},
    I386("SYS-17/socketcall", "int 0x80: socketcall", 102, 1, 1, 0),
    I386("SYS-17/ipc", "int 0x80: ipc", 117, 23, 0, 0),
};

struct family abi_family(void) { return FAMILY(CASES); }

#else

struct family abi_family(void) { return (struct family){0}; }

#endif
