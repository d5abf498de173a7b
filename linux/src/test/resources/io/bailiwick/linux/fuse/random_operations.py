"""The same random operations on two trees. Usage: random_operations.py NATIVE MOUNT SEED COUNT

Results of each call and, at the end, both trees have to agree; prints what differs.
"""

import ctypes
import errno
import os
import random
import stat
import sys

libc = ctypes.CDLL(None, use_errno=True)
NAMES = ['a', 'b', 'c', 'd', 'e', 'f\xff', 'g g']


class Side:
    """One tree, with open files by number, so that both sides name the same ones."""

    def __init__(self, root):
        self.root = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        self.files = {}

    def path(self, parts):
        return os.fsencode('/proc/self/fd/%d/' % self.root + '/'.join(parts))

    def do(self, operation, *arguments):
        try:
            return getattr(self, operation)(*arguments)
        except OSError as failed:
            return errno.errorcode[failed.errno]

    def make(self, p, mode):
        os.close(os.open(self.path(p), os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))

    def mkdir(self, p, mode):
        os.mkdir(self.path(p), mode)

    def rmdir(self, p):
        os.rmdir(self.path(p))

    def unlink(self, p):
        os.unlink(self.path(p))

    def link(self, p, q):
        os.link(self.path(p), self.path(q), follow_symlinks=False)

    def symlink(self, p, q):
        os.symlink('/'.join(p), self.path(q))

    def rename(self, p, q, flags):
        if libc.renameat2(-100, self.path(p), -100, self.path(q), flags) != 0:
            return errno.errorcode[ctypes.get_errno()]

    def open(self, number, p, flags):
        if number in self.files:
            os.close(self.files.pop(number))
        self.files[number] = os.open(self.path(p), flags | os.O_NONBLOCK, 0o640)

    def close(self, number):
        if number in self.files:
            os.close(self.files.pop(number))

    def fd(self, number):
        if number not in self.files:
            raise OSError(errno.EBADF, 'none')
        return self.files[number]

    def write(self, number, offset, data):
        return os.pwrite(self.fd(number), data, offset)

    def append(self, number, data):
        os.lseek(self.fd(number), 0, 2)
        return os.write(self.fd(number), data)

    def read(self, number, offset, size):
        return os.pread(self.fd(number), size, offset)

    def size(self, number, size):
        os.ftruncate(self.fd(number), size)

    def allocate(self, number, mode, offset, length):
        libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long]
        if libc.fallocate(self.fd(number), mode, offset, length) != 0:
            return errno.errorcode[ctypes.get_errno()]

    def copy(self, a, b, length, x, y):
        return os.copy_file_range(self.fd(a), self.fd(b), length, x, y)

    def hole(self, number, offset, whence):
        if not stat.S_ISREG(os.fstat(self.fd(number)).st_mode):
            return 'a directory has no holes'
        os.fsync(self.fd(number))
        return os.lseek(self.fd(number), offset, whence)

    def truncate(self, p, size):
        os.truncate(self.path(p), size)

    def chmod(self, p, mode):
        os.chmod(self.path(p), mode)

    def times(self, p, a, m):
        os.utime(self.path(p), ns=(a, m), follow_symlinks=False)

    def attribute(self, p, name, value):
        os.setxattr(self.path(p), name, value)

    def attributes(self, p):
        return sorted((n, os.getxattr(self.path(p), n)) for n in os.listxattr(self.path(p)))

    def unattribute(self, p, name):
        os.removexattr(self.path(p), name)

    def look(self, p):
        return facts(os.lstat(self.path(p)))

    def look_open(self, number):
        return facts(os.fstat(self.fd(number)))

    def listing(self, p):
        return sorted(os.listdir(self.path(p)))

    def content(self, p):
        fd = os.open(self.path(p), os.O_RDONLY | os.O_NONBLOCK)
        try:
            return os.read(fd, 1 << 20)
        finally:
            os.close(fd)

    def tree(self):
        found = []
        inodes = {}
        for place, folders, files, fd in os.fwalk(self.path([]) + b'.'):
            folders.sort()
            for name in sorted(folders + files):
                s = os.stat(name, dir_fd=fd, follow_symlinks=False)
                link = os.readlink(name, dir_fd=fd) if stat.S_ISLNK(s.st_mode) else None
                data = None
                if stat.S_ISREG(s.st_mode):
                    f = os.open(name, os.O_RDONLY, dir_fd=fd)
                    data = os.read(f, 1 << 20)
                    os.close(f)
                first = inodes.setdefault(s.st_ino, len(inodes))
                found.append((place.split(b'/', 5)[-1], name, facts(s), link, data, first))
        return found


def facts(s):
    size = s.st_size if not stat.S_ISDIR(s.st_mode) else 0
    return oct(s.st_mode), s.st_nlink, size, s.st_uid


def somewhere(r):
    return [r.choice(NAMES) for _ in range(r.choice([1, 1, 1, 2, 2, 3]))]


def operation(r):
    p, q, n = somewhere(r), somewhere(r), r.randrange(6)
    data = bytes([r.randrange(256)]) * r.choice([1, 10, 4096, 5000, 70000])
    offset = r.choice([0, 1, 4095, 4096, 10000, 100000])
    flags = r.choice([0, 1, 2, 2, 2, 2]) | r.choice([0, os.O_CREAT, os.O_CREAT, os.O_CREAT | os.O_EXCL, os.O_TRUNC,
                                                    os.O_APPEND, os.O_APPEND | os.O_CREAT, os.O_CREAT | os.O_TRUNC])
    return r.choice([
        ('make', p, r.choice([0o644, 0o600, 0o4755])), ('mkdir', p, 0o755), ('mkdir', p, 0o755), ('mkdir', p, 0o700),
        ('rmdir', p), ('unlink', p), ('link', p, q), ('link', p, q), ('symlink', p, q),
        ('rename', p, q, 0), ('rename', p, q, 0), ('rename', p, q, 1), ('rename', p, q, 2),
        ('open', n, p, flags), ('open', n, p, flags), ('open', n, p, flags), ('open', n, p, flags), ('close', n),
        ('write', n, offset, data), ('write', n, offset, data), ('append', n, data), ('read', n, offset, 8192),
        ('read', n, 0, 200000), ('size', n, offset), ('allocate', n, r.choice([0, 1, 3, 16]), offset, 9000),
        ('copy', n, r.randrange(6), 7000, offset, r.choice([0, 5, 300000])), ('hole', n, offset, r.choice([3, 4])),
        ('truncate', p, offset), ('chmod', p, r.choice([0o644, 0o755, 0o6755])), ('times', p, offset, 10 ** 18 + 1),
        ('attribute', p, 'user.' + r.choice('xyz'), data[:100]), ('attributes', p), ('unattribute', p, 'user.x'),
        ('look', p), ('look', p), ('look_open', n), ('listing', p), ('content', p), ('content', p)])


def main():
    r = random.Random(int(sys.argv[3]))
    os.umask(0o22)
    native, mount = Side(sys.argv[1]), Side(sys.argv[2])
    good = different = 0
    for step in range(int(sys.argv[4])):
        what = operation(r)
        a, b = native.do(*what), mount.do(*what)
        good += not isinstance(a, str)
        if a != b:
            different += 1
            print('DIFFERS step', step, repr(what)[:200], 'native', repr(a)[:100], 'mount', repr(b)[:100])
            if different == 20:
                break
    if native.tree() != mount.tree():
        print('DIFFERS the trees')
        for a, b in zip(native.tree(), mount.tree()):
            if a != b:
                print('native', repr(a)[:300], 'mount', repr(b)[:300])
                break
    print('operations', int(sys.argv[4]), 'good', good)


main()
