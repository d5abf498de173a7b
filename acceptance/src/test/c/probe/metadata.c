/* FS-10..14: changing a file that may only be read. FS-25: leaving bits behind that give rights. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "probe.h"

#define GETFLAGS 0x80086601UL /* FS_IOC_GETFLAGS, linux/fs.h */
#define SETFLAGS 0x40086602UL

static long change_flags(const char *path) {
    int flags = 0, fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || ioctl(fd, GETFLAGS, &flags) < 0) return -1;
    return ioctl(fd, SETFLAGS, &flags);
}

static long write_mapping(const char *path) {
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) fd = open(path, O_RDONLY | O_CLOEXEC);
    return mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0;
}

/* The bytes are put back, so that the cases do not depend on their order. */
static long truncating_open(const char *path) {
    char bytes[4096];
    ssize_t n = read_file(path, bytes, sizeof bytes);
    int fd = open(path, O_RDONLY | O_TRUNC | O_CLOEXEC), error = errno;
    int again = fd < 0 ? -1 : open(path, O_WRONLY | O_CLOEXEC);
    if (again >= 0 && write(again, bytes, n > 0 ? (size_t)n : 0) < 0) error = errno;
    errno = error;
    return fd;
}

static long copy_onto(const char *path) {
    int source = open(path, O_RDONLY | O_CLOEXEC), target = open(path, O_WRONLY | O_CLOEXEC);
    loff_t from = 0, to = 0;
    /* A file copied onto itself may overlap only if it is of no length; the right to write is asked first. */
    return target < 0 ? -1 : syscall(SYS_copy_file_range, source, &from, target, &to, 0UL, 0U);
}

static long rename_over(const char *path) {
    char side[4200], saved[4200];
    snprintf(side, sizeof side, "%s.probe", path);
    snprintf(saved, sizeof saved, "%s.saved", path);
    int fd = open(side, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return rename(fresh_name(workspace(), "absent"), path) < 0 && errno == ENOENT ? (errno = EACCES, -1) : -1;
    close(fd);
    long result = link(path, saved);
    if (result == 0) result = rename(side, path);
    rename(saved, path);
    unlink(side);
    return result;
}

static long attempt_change(long which, const char *path, const struct stat *st) {
    struct timespec same[2] = {st->st_atim, st->st_mtim};
    switch (which) {
        case 0: return chmod(path, st->st_mode & 07777);
        case 1: return chown(path, st->st_uid, st->st_gid);
        case 2: return utimensat(AT_FDCWD, path, same, 0);
        case 3: {
            long result = setxattr(path, "user.probe", "1", 1, 0);
            if (result == 0) removexattr(path, "user.probe");
            return result;
        }
        case 4: return change_flags(path);
        case 5: return truncating_open(path);
        case 6: return truncate(path, st->st_size);
        case 7: return open(path, O_WRONLY | O_CLOEXEC);
        case 8: return write_mapping(path);
        case 10: return copy_onto(path);
        case 11: return rename_over(path);
        case 12: {
            char by_descriptor[64];
            int fd = open(path, O_PATH | O_CLOEXEC);
            snprintf(by_descriptor, sizeof by_descriptor, "/proc/self/fd/%d", fd);
            return fd < 0 ? -1 : chmod(by_descriptor, st->st_mode & 07777);
        }
        default: errno = EINVAL; return -1;
    }
}

static void change_readable(struct verdict *v, const struct probe_case *self) {
    const char *path = need(v, "readable");
    struct stat st;
    if (!path) return;
    if (stat(path, &st) < 0) {
        refused(v, errno, "%s: %s", path, strerror(errno));
        return;
    }
    decide(v, attempt_change(self->number, path, &st), self->title);
}

static long create_with_mode(long which, const char *path) {
    switch (which) {
        case 0: return chmod(path, 04755);
        case 1: return chmod(path, 02755);
        case 2: {
            int fd = open(path, O_WRONLY | O_CLOEXEC);
            return fd < 0 ? -1 : fchmod(fd, 04755);
        }
        case 3: return fchmodat(AT_FDCWD, path, 06755, 0);
        case 4: return syscall(452, AT_FDCWD, path, 04755, 0); /* fchmodat2 */
        case 5: unlink(path); return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 04755);
        case 6: unlink(path); return mknod(path, S_IFREG | 04755, 0);
        case 7: {
            /* struct open_how of openat2(2) */
            struct { uint64_t flags, mode, resolve; } how = {O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 04755, 0};
            unlink(path);
            return syscall(437, AT_FDCWD, path, &how, sizeof how);
        }
        default: {
            /* VFS_CAP_REVISION_2 with CAP_SETUID effective, linux/capability.h */
            uint32_t capability[5] = {0x02000001, 1U << 7, 0, 0, 0};
            return setxattr(path, "security.capability", capability, sizeof capability, 0);
        }
    }
}

/* What counts is the bit that stays on the file, whatever the call said. */
static void leave_bits(struct verdict *v, const struct probe_case *self) {
    umask(0);
    const char *places[] = {workspace(), scratch()};
    for (size_t i = 0; i < COUNT(places); i++) {
        const char *path = fresh_name(places[i], "bits");
        unlink(path);
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
        if (fd < 0) continue;
        close(fd);
        long result = create_with_mode(self->number, path);
        int error = errno;
        struct stat st = {0};
        stat(path, &st);
        unlink(path);
        if (self->number == 8 ? result == 0 : (st.st_mode & 06000) != 0) {
            works(v, "a file in %s kept mode %o", places[i], st.st_mode & 07777);
            return;
        }
        refused(v, result < 0 ? error : 0, "%s: %s", self->title, result < 0 ? strerror(error) : "bits stripped");
    }
    if (v->outcome == UNDECIDED) not_exercisable(v, "no file can be made in the workspace or in /tmp");
}

#ifdef SYS_chmod
#define CHMOD(mode) {"chmod", SYS_chmod, {BAD_POINTER, mode}}
#else
#define CHMOD(mode) {"fchmodat", SYS_fchmodat, {AT_FDCWD, BAD_POINTER, mode}}
#endif

static const struct probe_case CASES[] = {
    {"FS-10/truncating-open", "open a readable file with O_RDONLY|O_TRUNC", ATTACK, "readable", change_readable, {0}, 0, 5},
    {"FS-11/truncate", "truncate a readable file", ATTACK, "readable", change_readable, {0}, 0, 6},
    {"FS-11/write", "open a readable file for writing", ATTACK, "readable", change_readable, {0}, 0, 7},
    {"FS-12/chmod", "change the mode of a readable file", ATTACK, "readable", change_readable, {0}, 0, 0},
    {"FS-12/chmod-descriptor", "change the mode through a descriptor", ATTACK, "readable", change_readable, {0}, 0, 12},
    {"FS-12/chown", "change the owner of a readable file", ATTACK, "readable", change_readable, {0}, 0, 1},
    {"FS-12/utimens", "change the times of a readable file", ATTACK, "readable", change_readable, {0}, 0, 2},
    {"FS-12/setxattr", "set an attribute of a readable file", ATTACK, "readable", change_readable, {0}, 0, 3},
    {"FS-12/setflags", "set inode flags of a readable file", ATTACK, "readable", change_readable, {0}, 0, 4},
    {"FS-13/shared-mapping", "map a readable file shared and writable", ATTACK, "readable", change_readable, {0}, 0, 8},
    {"FS-14/copy-range", "copy into a readable file", ATTACK, "readable", change_readable, {0}, 0, 10},
    {"FS-14/rename-over", "rename over a readable file", ATTACK, "readable", change_readable, {0}, 0, 11},
    {"FS-25/chmod-setuid", "leave a setuid file by chmod", ATTACK, "", leave_bits, CHMOD(04755), 0, 0},
    {"FS-25/chmod-setgid", "leave a setgid file by chmod", ATTACK, "", leave_bits, CHMOD(02755), 0, 1},
    {"FS-25/fchmod-setuid", "leave a setuid file by fchmod", ATTACK, "", leave_bits, {"fchmod", SYS_fchmod, {3, 04755}}, 0, 2},
    {"FS-25/fchmodat-setuid", "leave a setuid and setgid file by fchmodat", ATTACK, "", leave_bits, {"fchmodat", SYS_fchmodat, {AT_FDCWD, BAD_POINTER, 06755}}, 0, 3},
    {"FS-25/fchmodat2-setuid", "leave a setuid file by fchmodat2", ATTACK, "", leave_bits, {"fchmodat2", 452, {AT_FDCWD, BAD_POINTER, 04755}}, 0, 4},
    {"FS-25/open-setuid", "create a file with the setuid bit", ATTACK, "", leave_bits, {"openat", SYS_openat, {AT_FDCWD, BAD_POINTER, O_CREAT | O_WRONLY, 04755}}, 0, 5},
    {"FS-25/mknod-setuid", "make a regular node with the setuid bit", ATTACK, "", leave_bits, {"mknodat", SYS_mknodat, {AT_FDCWD, BAD_POINTER, S_IFREG | 04755}}, 0, 6},
    {"FS-25/openat2-setuid", "create a file with the setuid bit by openat2", ATTACK, "", leave_bits, {0}, 0, 7},
    {"FS-25/setcap", "leave a file with a capability", ATTACK, "root", leave_bits, {0}, 0, 8},
};

struct family metadata_family(void) { return FAMILY(CASES); }
