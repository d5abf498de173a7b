/* FS: reaching files of the host, by path, by link, by the magic links of /proc. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

static void decide_secret(struct verdict *v, const char *path) {
    if (file_has_secret(path))
        works(v, "the canary was read from %s", path);
    else
        refused(v, errno, "%s: %s", path, strerror(errno));
}

static void read_host_file(struct verdict *v, const struct probe_case *self) {
    (void)self;
    const char *path = need(v, "file");
    if (path) decide_secret(v, path);
}

static void read_host_home(struct verdict *v, const struct probe_case *self) {
    const char *home = need(v, "home");
    if (!home) return;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", home, self->path);
    decide_secret(v, path);
}

static void read_fixed(struct verdict *v, const struct probe_case *self) {
    char buffer[256];
    ssize_t n = read_file(self->path, buffer, sizeof buffer);
    if (n > 0)
        works(v, "%zd bytes of %s", n, self->path);
    else
        refused(v, n < 0 ? errno : 0, "%s: %s", self->path, n < 0 ? strerror(errno) : "empty");
}

static void list_host_directory(struct verdict *v, const struct probe_case *self) {
    (void)self;
    const char *file = need(v, "file");
    if (!file) return;
    char parent[4096];
    snprintf(parent, sizeof parent, "%s", file);
    char *slash = strrchr(parent, '/');
    *slash = 0;
    DIR *directory = opendir(parent);
    if (!directory) {
        refused(v, errno, "%s: %s", parent, strerror(errno));
        return;
    }
    refused(v, 0, "%s does not list the canary", parent);
    for (struct dirent *entry; (entry = readdir(directory));)
        if (!strcmp(entry->d_name, slash + 1)) works(v, "%s lists the canary", parent);
    closedir(directory);
}

/* A directory of the host that the probe's user owns, holding the file "victim". */
static void write_host(struct verdict *v, const struct probe_case *self) {
    const char *directory = need(v, "writable");
    if (!directory) return;
    char victim[4096], other[4096];
    snprintf(victim, sizeof victim, "%s/victim", directory);
    snprintf(other, sizeof other, "%s/created-by-probe", directory);
    long result = -1;
    switch (self->number) {
        case 0: result = open(victim, O_WRONLY | O_APPEND | O_CLOEXEC); break;
        case 1: {
            struct stat st;
            result = stat(victim, &st) < 0 ? -1 : truncate(victim, st.st_size);
            break;
        }
        case 2:
            result = open(other, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            if (result >= 0) unlink(other);
            break;
        case 3:
            result = rename(victim, other);
            if (result == 0) rename(other, victim);
            break;
    }
    decide(v, result, self->title);
}

static bool process_root_leaks(int process, void *state) {
    char path[4096];
    snprintf(path, sizeof path, "/proc/%d/root%s", process, (const char *)state);
    if (file_has_secret(path)) return true;
    snprintf(path, sizeof path, "/proc/%d/cwd/../../../../../../../../../../../..%s", process, (const char *)state);
    return file_has_secret(path);
}

static void through_proc(struct verdict *v, const struct probe_case *self) {
    const char *file = need(v, "file");
    if (!file) return;
    char path[4096];
    if (!self->path) {
        if (each_process(process_root_leaks, (void *)file))
            works(v, "the canary was read through a root or cwd link of /proc");
        else
            refused(v, 0, "no root or cwd link of /proc leads to the canary");
        return;
    }
    snprintf(path, sizeof path, "%s%s", self->path, file);
    decide_secret(v, path);
}

static void through_symlink(struct verdict *v, const struct probe_case *self) {
    const char *target = need(v, self->path);
    if (!target) return;
    char created[4096];
    const char *aim = target;
    if (self->number) {
        snprintf(created, sizeof created, "%s/created-by-probe", target);
        aim = created;
    }
    const char *link = fresh_name(workspace(), "link");
    unlink(link);
    if (symlink(aim, link) < 0) {
        not_exercisable(v, "no symbolic link in %s: %s", workspace(), strerror(errno));
        return;
    }
    if (self->number) {
        decide(v, open(link, O_WRONLY | O_CREAT | O_CLOEXEC, 0600), "creating through a planted link");
        if (v->outcome == OPEN) unlink(created);
    } else {
        decide_secret(v, link);
    }
    unlink(link);
}

static void hard_link(struct verdict *v, const struct probe_case *self) {
    const char *file = need(v, self->path);
    if (!file) return;
    const char *name = fresh_name(workspace(), "hard");
    unlink(name);
    int result = link(file, name);
    int error = errno;
    if (result < 0) {
        char source[64];
        int fd = open(file, O_PATH | O_CLOEXEC);
        snprintf(source, sizeof source, "/proc/self/fd/%d", fd);
        result = fd < 0 ? -1 : linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
        if (result < 0) errno = error;
    }
    decide(v, result, "link");
    unlink(name);
}

static void make_device(struct verdict *v, const struct probe_case *self) {
    unsigned long mode = self->call.arguments[2], device = self->call.arguments[3];
    const char *places[] = {workspace(), scratch(), "/dev", "/dev/shm"};
    int error = 0;
    for (size_t i = 0; i < COUNT(places); i++) {
        const char *name = fresh_name(places[i], "node");
        if (mknod(name, (mode_t)mode, (dev_t)device) == 0) {
            unlink(name);
            works(v, "a device node was made in %s", places[i]);
            return;
        }
        if (!error || errno == EPERM) error = errno;
    }
    refused(v, error, "mknod: %s", strerror(error));
}

/* Each mount's option field must name `self->path`; /dev holds device nodes by its nature. */
static void mount_option(struct verdict *v, const struct probe_case *self) {
    FILE *mounts = fopen("/proc/self/mountinfo", "re");
    if (!mounts) {
        not_exercisable(v, "/proc/self/mountinfo: %s", strerror(errno));
        return;
    }
    refused(v, 0, "every mount is %s", self->path);
    char line[8192], point[4096], options[1024];
    while (fgets(line, sizeof line, mounts)) {
        if (sscanf(line, "%*s %*s %*s %*s %4095s %1023s", point, options) != 2) continue;
        if (self->number && (!strcmp(point, "/dev") || !strncmp(point, "/dev/", 5))) continue;
        if (!strstr(options, self->path)) {
            works(v, "%s is not %s", point, self->path);
            break;
        }
    }
    fclose(mounts);
}

static void shared_scratch(struct verdict *v, const struct probe_case *self) {
    const char *name = need(v, "name");
    if (!name) return;
    char path[4096];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", self->path, name);
    if (lstat(path, &st) == 0)
        works(v, "%s is visible", path);
    else
        refused(v, errno, "%s: %s", path, strerror(errno));
}

static void write_root(struct verdict *v, const struct probe_case *self) {
    (void)self;
    static const char *const PLACES[] = {"/",    "/etc",  "/usr",  "/usr/bin", "/usr/lib", "/opt", "/var", "/run",
                                         "/srv", "/home", "/root", "/boot",    "/mnt",     "/sys", "/dev"};
    int error = ENOENT;
    for (size_t i = 0; i < COUNT(PLACES); i++) {
        const char *name = fresh_name(PLACES[i], "file");
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0) {
            close(fd);
            unlink(name);
            works(v, "a file was made in %s", PLACES[i]);
            return;
        }
        error = errno;
    }
    refused(v, error, "no directory of the root takes a file");
}

static void host_path_in_mounts(struct verdict *v, const struct probe_case *self) {
    (void)self;
    static char buffer[1 << 18];
    const char *hidden = need(v, "hidden-path");
    if (!hidden) return;
    ssize_t n = read_file("/proc/self/mountinfo", buffer, sizeof buffer);
    if (n > 0 && memmem(buffer, (size_t)n, hidden, strlen(hidden)))
        works(v, "mountinfo names a path of the host");
    else
        refused(v, 0, "mountinfo does not name it");
}

static void make_hook(struct verdict *v, const struct probe_case *self) {
    (void)self;
    char repository[4096], path[4200];
    snprintf(repository, sizeof repository, "%s", fresh_name(workspace(), "repository"));
    snprintf(path, sizeof path, "%s/.git/hooks", repository);
    char *tail = path + strlen(repository);
    if (mkdir(repository, 0700) < 0) {
        refused(v, errno, "mkdir: %s", strerror(errno));
        return;
    }
    int ok = 0;
    strcpy(tail, "/.git");
    ok |= mkdir(path, 0700);
    strcpy(tail, "/.git/hooks");
    ok |= mkdir(path, 0700);
    strcpy(tail, "/.git/hooks/pre-commit");
    int fd = ok ? -1 : open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0700);
    decide(v, fd, "creating a hook in a new repository");
    static const char *const UNDO[] = {"/.git/hooks/pre-commit", "/.git/hooks", "/.git", ""};
    for (size_t i = 0; i < COUNT(UNDO); i++) {
        strcpy(tail, UNDO[i]);
        remove(path);
    }
}

/* FS-30: the descriptor of a path plus an invented handle ("shocker"). ESTALE means that the kernel looked. */
static void open_by_handle(struct verdict *v, const struct probe_case *self) {
    (void)self;
    struct {
        unsigned bytes;
        int type;
        unsigned char handle[8];
    } handle = {8, 1, {2}};
    int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    decide_reached(v, syscall(SYS_open_by_handle_at, root, &handle, O_RDONLY), "open_by_handle_at");
}

static void name_to_handle(struct verdict *v, const struct probe_case *self) {
    (void)self;
    unsigned handle[34] = {128};
    int mount = 0;
    decide_reached(v, syscall(SYS_name_to_handle_at, AT_FDCWD, scratch(), handle, &mount, 0), "name_to_handle_at");
}

#define CHARACTER(major, minor) {"mknodat", SYS_mknodat, {AT_FDCWD, BAD_POINTER, S_IFCHR | 0600, ((major) << 8 | (minor))}}
#define BLOCK(major, minor) {"mknodat", SYS_mknodat, {AT_FDCWD, BAD_POINTER, S_IFBLK | 0600, ((major) << 8 | (minor))}}

static const struct probe_case CASES[] = {
    {"FS-01/absolute", "read a host file by its absolute path", ATTACK, "file,secret", read_host_file, {0}, 0, 0},
    {"FS-01/listing", "find a host file in its directory", ATTACK, "file", list_host_directory, {0}, 0, 0},
    {"FS-01/shadow", "read /etc/shadow", ATTACK, "root", read_fixed, {0}, "/etc/shadow", 0},
    {"FS-01/ssh", "read a private key of the home directory", ATTACK, "home,secret", read_host_home, {0}, ".ssh/id_ed25519", 0},
    {"FS-01/aws", "read cloud credentials of the home directory", ATTACK, "home,secret", read_host_home, {0}, ".aws/credentials", 0},
    {"FS-01/root-home", "read the profile of root's home", ATTACK, "root", read_fixed, {0}, "/root/.profile", 0},
    {"FS-02/append", "append to a host file", ATTACK, "writable", write_host, {0}, 0, 0},
    {"FS-02/truncate", "truncate a host file", ATTACK, "writable", write_host, {0}, 0, 1},
    {"FS-02/create", "create a host file", ATTACK, "writable", write_host, {0}, 0, 2},
    {"FS-02/rename", "move a host file away", ATTACK, "writable", write_host, {0}, 0, 3},
    {"FS-03/self-root", "reach a host file by /proc/self/root", ATTACK, "file,secret", through_proc, {0}, "/proc/self/root", 0},
    {"FS-03/init-root", "reach a host file by /proc/1/root", ATTACK, "file,secret,root", through_proc, {0}, "/proc/1/root", 0},
    {"FS-03/any", "reach a host file by any process's root or cwd", ATTACK, "file,secret", through_proc, {0}, 0, 0},
    {"FS-04/read", "read a host file through a link in the workspace", ATTACK, "file,secret", through_symlink, {0}, "file", 0},
    {"FS-04/create", "create a host file through a link in the workspace", ATTACK, "writable", through_symlink, {0}, "writable", 1},
    {"FS-05/host", "hard-link a host file into the workspace", ATTACK, "file", hard_link, {0}, "file", 0},
    {"FS-05/readable", "hard-link a readable file into the workspace", ATTACK, "readable", hard_link, {0}, "readable", 0},
    {"FS-18/hook", "create a git hook in a new repository", ATTACK, "", make_hook, {0}, 0, 0},
    {"FS-24/null", "make a character device", ATTACK, "root", make_device, CHARACTER(1, 3), 0, 0},
    {"FS-24/disk", "make a block device", ATTACK, "root", make_device, BLOCK(8, 0), 0, 0},
    {"FS-24/tun", "make the tun device", ATTACK, "root", make_device, CHARACTER(10, 200), 0, 0},
    {"FS-24/whiteout", "make an overlay whiteout", ATTACK, "", make_device, CHARACTER(0, 0), 0, 0},
    {"FS-24/nodev", "find a mount that honours device nodes", ATTACK, "", mount_option, {0}, "nodev", 1},
    {"FS-25/nosuid", "find a mount that honours setuid bits", ATTACK, "", mount_option, {0}, "nosuid", 0},
    {"FS-30/open-by-handle", "open a file by an invented handle", ATTACK, "root", open_by_handle, {"open_by_handle_at", SYS_open_by_handle_at, {3, BAD_POINTER, 0}}, 0, 0},
    {"FS-30/name-to-handle", "turn a name into a handle", ATTACK, "", name_to_handle, {"name_to_handle_at", SYS_name_to_handle_at, {AT_FDCWD, BAD_POINTER}}, 0, 0},
    {"FS-31/mountinfo", "find a host path in mountinfo", ATTACK, "hidden-path", host_path_in_mounts, {0}, 0, 0},
    {"FS-33/tmp", "see the host's /tmp", ATTACK, "name", shared_scratch, {0}, "/tmp", 0},
    {"FS-33/var-tmp", "see the host's /var/tmp", ATTACK, "name", shared_scratch, {0}, "/var/tmp", 0},
    {"FS-33/shm", "see the host's /dev/shm", ATTACK, "name", shared_scratch, {0}, "/dev/shm", 0},
    {"FS-36/root", "write into the root file system", ATTACK, "root", write_root, {0}, 0, 0},
};

struct family fs_family(void) { return FAMILY(CASES); }
