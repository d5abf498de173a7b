"""Small checks of file semantics. Usage: semantics.py NATIVE MOUNT

Each check runs in an empty directory of its own and answers a value; both sides have to answer the
same. One line for each check that differs, then the number of checks.
"""

import ctypes
import errno
import fcntl
import mmap
import os
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading

libc = ctypes.CDLL(None, use_errno=True)
CHECKS = {}

# In a user namespace with one user there is nobody to give a file to.
PRIVILEGED = open('/proc/self/uid_map').read().split()[2] == '4294967295'


def check(function):
    CHECKS[function.__name__] = function
    return function


def renameat2(old, new, flags):
    if libc.renameat2(-100, os.fsencode(old), -100, os.fsencode(new), flags) != 0:
        return errno.errorcode[ctypes.get_errno()]
    return 'ok'


def write(path, data=b'x', mode='wb'):
    with open(path, mode) as f:
        f.write(data)


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def link_open_file(fd, name):
    """linkat(2) with AT_SYMLINK_FOLLOW, which os.link does not pass on."""
    if libc.linkat(-100, b'/proc/self/fd/%d' % fd, -100, os.fsencode(name), 0x400) != 0:
        return errno.errorcode[ctypes.get_errno()]
    return 'ok'


def error(call, *arguments, **named):
    try:
        call(*arguments, **named)
        return 'ok'
    except OSError as failed:
        return errno.errorcode[failed.errno]


@check
def write_then_read():
    write('f', b'hello')
    return read('f'), os.stat('f').st_size


@check
def append_on_two_descriptors():
    a = os.open('f', os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    b = os.open('f', os.O_WRONLY | os.O_APPEND)
    for i in range(50):
        os.write(a, b'a')
        os.write(b, b'bb')
    os.close(a)
    os.close(b)
    return read('f')


@check
def append_by_many_processes():
    children = []
    for i in range(6):
        pid = os.fork()
        if pid == 0:
            fd = os.open('log', os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)
            for n in range(200):
                os.write(fd, b'%d%04d\n' % (i, n))
            os._exit(0)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)
    lines = read('log').splitlines()
    return len(lines), sorted(lines) == sorted(b'%d%04d' % (i, n) for i in range(6) for n in range(200))


@check
def hard_link_shares_content_and_inode():
    write('a', b'one')
    os.link('a', 'b')
    write('b', b'two more')
    a, b = os.stat('a'), os.stat('b')
    os.unlink('a')
    return a.st_ino == b.st_ino, a.st_nlink, b.st_nlink, os.stat('b').st_nlink, read('b')


@check
def hard_link_of_symlink():
    os.symlink('nowhere', 'l')
    os.link('l', 'm', follow_symlinks=False)
    return os.readlink('m'), os.lstat('l').st_nlink


@check
def link_over_existing_name():
    write('a')
    write('b')
    return error(os.link, 'a', 'b'), error(os.link, 'c', 'd')


@check
def rename_replaces_an_open_file():
    write('a', b'old')
    with open('a', 'rb') as f:
        write('b', b'new')
        os.rename('b', 'a')
        return f.read(), read('a'), os.fstat(f.fileno()).st_nlink


@check
def rename_of_a_directory_keeps_its_children():
    os.makedirs('d/e')
    write('d/e/f', b'deep')
    inode = os.stat('d/e/f').st_ino
    fd = os.open('d/e', os.O_RDONLY)
    os.rename('d', 'g')
    os.mkdir('h')
    os.rename('g/e', 'h/e')
    os.stat('f', dir_fd=fd)
    os.close(fd)
    return read('h/e/f'), os.stat('h/e/f').st_ino == inode, os.path.exists('d'), os.listdir('g')


@check
def rename_errors():
    os.makedirs('d/e')
    write('f')
    return (error(os.rename, 'd', 'd/e/x'), error(os.rename, 'f', 'd'), error(os.rename, 'd', 'f'),
            error(os.rename, 'absent', 'x'), error(os.rename, 'd', 'd'))


@check
def rename_onto_a_full_directory():
    os.makedirs('a')
    os.makedirs('b/c')
    return error(os.rename, 'a', 'b'), error(os.rename, 'b/c', 'a')


@check
def rename_noreplace():
    write('a', b'1')
    write('b', b'2')
    return renameat2('a', 'b', 1), renameat2('a', 'c', 1), sorted(os.listdir('.')), read('b')


@check
def rename_exchange():
    write('a', b'1')
    os.mkdir('d')
    write('d/x', b'2')
    return (renameat2('a', 'd', 2), os.path.isdir('a'), read('d'), read('a/x'), renameat2('a', 'absent', 2),
            renameat2('a', 'd', 3))


@check
def rename_of_hard_links_to_each_other_does_nothing():
    write('a')
    os.link('a', 'b')
    os.rename('a', 'b')
    return sorted(os.listdir('.'))


@check
def unlinked_file_lives_while_open():
    fd = os.open('f', os.O_CREAT | os.O_RDWR)
    os.unlink('f')
    os.write(fd, b'ghost')
    os.ftruncate(fd, 3)
    os.fchmod(fd, 0o600)
    os.utime(fd, ns=(5, 7))
    s = os.fstat(fd)
    result = os.pread(fd, 10, 0), s.st_nlink, s.st_size, oct(s.st_mode), s.st_mtime_ns, os.listdir('.')
    os.close(fd)
    return result


@check
def tmpfile_can_be_linked():
    fd = os.open('.', os.O_TMPFILE | os.O_RDWR, 0o640)
    os.write(fd, b'made')
    before = os.fstat(fd).st_nlink, os.listdir('.')
    link_open_file(fd, 'named')
    s = os.stat('named')
    os.close(fd)
    return before, read('named'), s.st_nlink, oct(s.st_mode)


@check
def tmpfile_exclusive_cannot_be_linked():
    fd = os.open('.', os.O_TMPFILE | os.O_RDWR | os.O_EXCL, 0o640)
    return link_open_file(fd, 'named')


@check
def shared_mapping_is_seen_by_read():
    write('f', b'\0' * 8192)
    with open('f', 'r+b') as f, open('f', 'rb') as g:
        m = mmap.mmap(f.fileno(), 8192)
        m[5000:5005] = b'shared'[:5]
        seen = os.pread(g.fileno(), 5, 5000)
        os.pwrite(f.fileno(), b'back', 100)
        m.flush()
        result = seen, m[100:104]
        m.close()
    return result, read('f')[5000:5005]


@check
def shared_mapping_of_an_appending_descriptor():
    write('f', b'\0' * 4096)
    fd = os.open('f', os.O_RDWR | os.O_APPEND)
    m = mmap.mmap(fd, 4096)
    m[0:3] = b'abc'
    m.flush()
    os.write(fd, b'end')
    os.fsync(fd)
    m.close()
    os.close(fd)
    return os.stat('f').st_size, read('f')[:3], read('f')[-3:]


@check
def private_mapping_does_not_write():
    write('f', b'original' * 600)
    with open('f', 'rb') as f:
        m = mmap.mmap(f.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
        m[0:4] = b'mine'
        result = m[0:8]
        m.close()
    return result, read('f')[:8]


@check
def mapping_shared_between_processes():
    write('f', b'\0' * 4096)
    pid = os.fork()
    if pid == 0:
        with open('f', 'r+b') as f:
            m = mmap.mmap(f.fileno(), 4096)
            m[0:5] = b'child'
            m.flush()
        os._exit(0)
    os.waitpid(pid, 0)
    with open('f', 'r+b') as f:
        m = mmap.mmap(f.fileno(), 4096)
        return m[0:5]


@check
def mapping_of_a_truncated_file():
    write('f', b'a' * 8192)
    with open('f', 'r+b') as f:
        m = mmap.mmap(f.fileno(), 8192)
        os.ftruncate(f.fileno(), 4096)
        os.ftruncate(f.fileno(), 8192)
        result = m[4096:4100], m[0:2]
        m.close()
    return result


@check
def flock_excludes():
    write('f')
    a, b = open('f'), open('f')
    fcntl.flock(a, fcntl.LOCK_EX)
    first = error(fcntl.flock, b, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(a, fcntl.LOCK_UN)
    return first, error(fcntl.flock, b, fcntl.LOCK_EX | fcntl.LOCK_NB)


@check
def record_lock_excludes_another_process():
    write('f', b'0123456789')
    f = open('f', 'r+b')
    fcntl.lockf(f, fcntl.LOCK_EX, 4, 2)
    pid = os.fork()
    if pid == 0:
        with open('f', 'r+b') as g:
            blocked = error(fcntl.lockf, g, fcntl.LOCK_EX | fcntl.LOCK_NB, 4, 2)
            free = error(fcntl.lockf, g, fcntl.LOCK_EX | fcntl.LOCK_NB, 2, 8)
        os._exit(10 * (blocked == 'EAGAIN') + (free == 'ok'))
    return os.WEXITSTATUS(os.waitpid(pid, 0)[1])


@check
def user_attributes():
    write('f')
    os.mkdir('d')
    for name in ('f', 'd'):
        os.setxattr(name, 'user.one', b'1')
        os.setxattr(name, 'user.two', b'\0\xff' * 100)
    first = error(os.setxattr, 'f', 'user.one', b'2', os.XATTR_CREATE)
    second = error(os.setxattr, 'f', 'user.new', b'2', os.XATTR_REPLACE)
    os.setxattr('f', 'user.empty', b'')
    os.removexattr('f', 'user.one')
    return (first, second, sorted(os.listxattr('f')), sorted(os.listxattr('d')), os.getxattr('d', 'user.two'),
            os.getxattr('f', 'user.empty'), error(os.getxattr, 'f', 'user.one'), error(os.removexattr, 'f', 'user.one'))


@check
def attribute_of_a_symlink():
    os.symlink('x', 'l')
    return error(os.setxattr, 'l', 'user.a', b'1', follow_symlinks=False)


@check
def fallocate_grows_and_punches():
    with open('f', 'w+b') as f:
        os.posix_fallocate(f.fileno(), 0, 100000)
        size = os.fstat(f.fileno()).st_size
        os.pwrite(f.fileno(), b'z' * 20000, 0)
        libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long]
        keep = libc.fallocate(f.fileno(), 1, 0, 200000)
        punch = libc.fallocate(f.fileno(), 3, 4096, 8192)
        zero = libc.fallocate(f.fileno(), 16, 0, 10)
        return size, keep, punch, zero, os.fstat(f.fileno()).st_size, os.pread(f.fileno(), 20000, 0)


@check
def holes_are_found():
    with open('f', 'w+b') as f:
        os.pwrite(f.fileno(), b'a' * 4096, 0)
        os.pwrite(f.fileno(), b'b' * 4096, 1 << 20)
        fd = f.fileno()
        os.fsync(fd)
        return (os.lseek(fd, 0, os.SEEK_HOLE), os.lseek(fd, 4096, os.SEEK_DATA), os.lseek(fd, 1 << 20, os.SEEK_HOLE),
                error(os.lseek, fd, 1 << 21, os.SEEK_DATA), os.fstat(fd).st_blocks * 512 < 100000)


@check
def sparse_file():
    with open('f', 'wb') as f:
        f.truncate(1 << 34)
    s = os.stat('f')
    return s.st_size, s.st_blocks


@check
def times_to_the_nanosecond():
    write('f')
    os.mkdir('d')
    os.symlink('f', 'l')
    os.utime('f', ns=(1_000_000_001, 2_000_000_002))
    os.utime('d', ns=(3, 4_123_456_789))
    os.utime('l', ns=(5, 6), follow_symlinks=False)
    f, d, l = os.stat('f'), os.stat('d'), os.lstat('l')
    return (f.st_atime_ns, f.st_mtime_ns, d.st_atime_ns, d.st_mtime_ns, l.st_mtime_ns,
            subprocess.call(['touch', '-a', 'f']), os.stat('f').st_mtime_ns, os.stat('f').st_atime_ns > 10 ** 18)


@check
def time_before_the_epoch():
    write('f')
    os.utime('f', ns=(-1_500_000_000, -2_000_000_000))
    return os.stat('f').st_mtime_ns, os.stat('f').st_atime_ns


@check
def write_changes_mtime_and_chmod_ctime():
    write('f')
    os.utime('f', ns=(1, 1))
    c = os.stat('f').st_ctime_ns
    write('f', b'y', 'ab')
    m = os.stat('f').st_mtime_ns
    os.utime('f', ns=(1, 1))
    os.chmod('f', 0o600)
    return m > 1, os.stat('f').st_mtime_ns, os.stat('f').st_ctime_ns >= c


@check
def directory_mtime_and_links_follow_its_entries():
    os.utime('.', ns=(1, 1))
    before = os.stat('.').st_nlink
    os.mkdir('d')
    a = os.stat('.')
    os.utime('.', ns=(1, 1))
    os.rmdir('d')
    b = os.stat('.')
    return before, a.st_nlink, a.st_mtime_ns > 1, b.st_nlink, b.st_mtime_ns > 1


@check
def modes():
    write('f')
    results = []
    for mode in (0, 0o777, 0o4755, 0o2755, 0o1644, 0o6711):
        os.chmod('f', mode)
        results.append(oct(os.stat('f').st_mode))
    os.mkdir('d', 0o700)
    os.chmod('d', 0o3777)
    return results, oct(os.stat('d').st_mode)


@check
def masks():
    results = []
    for mask in (0, 0o22, 0o77, 0o137):
        old = os.umask(mask)
        name = oct(mask)
        os.close(os.open('f' + name, os.O_CREAT | os.O_WRONLY, 0o777))
        os.mkdir('d' + name, 0o777)
        os.mkfifo('p' + name, 0o666)
        os.umask(old)
        results.append([oct(os.stat(k + name).st_mode) for k in 'fdp'])
    return results


@check
def a_file_made_unwritable_is_still_written_by_its_descriptor():
    fd = os.open('f', os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o444)
    os.write(fd, b'yes')
    os.ftruncate(fd, 2)
    os.close(fd)
    return read('f')


@check
def set_group_id_directory():
    if not PRIVILEGED:
        return 'needs root'
    os.mkdir('d')
    os.chown('d', 0, 1234)
    os.chmod('d', 0o2775)
    os.mkdir('d/e')
    write('d/f')
    return os.stat('d/e').st_gid, oct(os.stat('d/e').st_mode), os.stat('d/f').st_gid


@check
def owners():
    if not PRIVILEGED:
        return 'needs root'
    write('f')
    os.mkdir('d')
    os.symlink('f', 'l')
    os.chmod('f', 0o4755)
    os.chown('f', 1000, 1001)
    os.chown('d', 12, -1)
    os.lchown('l', 7, 8)
    f, d, l = os.stat('f'), os.stat('d'), os.lstat('l')
    return f.st_uid, f.st_gid, oct(f.st_mode), d.st_uid, d.st_gid, l.st_uid, l.st_gid


def as_user(uid, action):
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            code = action()
        finally:
            os._exit(code)
    return os.WEXITSTATUS(os.waitpid(pid, 0)[1])


@check
def files_of_an_ordinary_user_are_theirs():
    os.chmod('.', 0o777)

    def make():
        write('f')
        os.mkdir('d')
        os.symlink('f', 'l')
        os.mkfifo('p')
        return 0

    code = as_user(1000, make)
    return code, [(n, os.lstat(n).st_uid, os.lstat(n).st_gid, oct(os.lstat(n).st_mode)) for n in sorted(os.listdir('.'))]


@check
def an_ordinary_user_is_refused_by_mode():
    write('secret')
    os.chmod('secret', 0o600)
    os.mkdir('closed', 0o700)
    write('closed/f')
    write('readable')
    os.chmod('readable', 0o644)

    def attempt():
        denied = [error(open, 'secret'), error(open, 'closed/f'), error(open, 'readable', 'a'),
                  error(os.unlink, 'readable'), error(os.chmod, 'readable', 0o777), error(os.mkdir, 'x')]
        return denied.count('EACCES') * 10 + denied.count('EPERM') + (open('readable').read() == 'x')

    return as_user(1000, attempt)


@check
def writing_by_another_takes_set_user_id_away():
    write('f', b'#!')
    os.chmod('f', 0o6777)

    def change():
        with open('f', 'ab') as f:
            f.write(b'x')
        return 0

    code = as_user(1000, change)
    first = oct(os.stat('f').st_mode)
    os.chmod('f', 0o6777)

    def cut():
        os.truncate('f', 1)
        return 0

    code += as_user(1000, cut)
    second = oct(os.stat('f').st_mode)
    os.chmod('f', 0o6777)

    def reopen():
        open('f', 'wb').close()
        return 0

    return code + as_user(1000, reopen), first, second, oct(os.stat('f').st_mode)


@check
def sticky_directory():
    os.mkdir('t')
    os.chmod('t', 0o1777)
    write('t/f')
    return as_user(1000, lambda: 1 + (error(os.unlink, 't/f') == 'EPERM'))


@check
def symlinks():
    os.symlink('target/' + 'x' * 3000, 'l')
    os.symlink('f', 'm')
    write('f', b'via')
    os.symlink('loop', 'loop')
    return (os.readlink('l'), os.lstat('l').st_size, read('m'), error(open, 'loop'), error(os.readlink, 'f'),
            error(os.open, 'm', os.O_RDONLY | os.O_NOFOLLOW))


@check
def symlink_out_of_the_tree():
    os.symlink('/etc/hostname', 'l')
    return os.path.exists('l') == os.path.exists('/etc/hostname'), os.readlink('l')


@check
def fifo_carries():
    os.mkfifo('p')
    pid = os.fork()
    if pid == 0:
        write('p', b'through')
        os._exit(0)
    data = read('p')
    os.waitpid(pid, 0)
    return data, stat.S_ISFIFO(os.stat('p').st_mode)


@check
def unix_socket_answers():
    s = socket.socket(socket.AF_UNIX)
    s.bind('s')
    s.listen()
    c = socket.socket(socket.AF_UNIX)
    c.connect('s')
    a, _ = s.accept()
    c.sendall(b'hello')
    result = a.recv(5), stat.S_ISSOCK(os.stat('s').st_mode)
    for one in (a, c, s):
        one.close()
    return result


@check
def names_of_any_bytes():
    names = [b'\xff\xfe', b'a\nb', b'\x01', b'z' * 255, 'ü'.encode(), b' ', b'\\', b'...']
    for n in names:
        write(n, n)
    fd = os.open('.', os.O_RDONLY)
    listed = sorted(os.listdir(b'.'))
    os.close(fd)
    return listed == sorted(names), [read(n) for n in listed], error(write, b'y' * 256)


@check
def a_large_directory_is_listed_once_and_whole():
    for i in range(3000):
        os.close(os.open('name%05d' % i, os.O_CREAT | os.O_WRONLY))
    first = os.listdir('.')
    scan = sorted((e.name, e.is_file()) for e in os.scandir('.'))
    return len(first), len(set(first)), len(scan), scan[0], scan[-1]


@check
def listing_while_removing():
    for i in range(1500):
        write('n%d' % i)
    os.mkdir('sub')
    seen = 0
    with os.scandir('.') as entries:
        for e in entries:
            if e.is_file():
                os.unlink(e.name)
                seen += 1
    return seen, os.listdir('.')


@check
def inode_numbers_agree_and_stay():
    write('f')
    os.mkdir('d')
    listed = {e.name: e.inode() for e in os.scandir('.')}
    before = os.stat('f').st_ino
    os.rename('f', 'd/g')
    return listed['f'] == before, listed['d'] == os.stat('d').st_ino, os.stat('d/g').st_ino == before


@check
def statfs_is_sensible():
    s = os.statvfs('.')
    return s.f_namemax, s.f_bsize, s.f_frsize, s.f_blocks, s.f_files, s.f_bavail <= s.f_bfree


@check
def birth_time():
    write('f')
    out = subprocess.run(['stat', '-c', '%W', 'f'], capture_output=True, check=True).stdout
    return int(out) > 1_600_000_000


@check
def exec_of_a_script_and_a_binary():
    write('s', b'#!/bin/sh\necho run\n')
    os.chmod('s', 0o755)
    shutil.copy('/bin/true', 't')
    shutil.copy('/bin/echo', 'e')
    return (subprocess.run(['./s'], capture_output=True).stdout, subprocess.call(['./t']),
            subprocess.run(['./e', 'x'], capture_output=True).stdout)


@check
def text_file_busy():
    shutil.copy('/bin/sleep', 's')
    p = subprocess.Popen(['./s', '60'])
    result = error(open, 's', 'ab')
    p.kill()
    p.wait()
    fd = os.open('s', os.O_WRONLY)
    busy = error(subprocess.call, ['./s', '0'])
    os.close(fd)
    return result, busy


@check
def direct_io():
    fd = os.open('f', os.O_CREAT | os.O_RDWR | os.O_DIRECT)
    m = mmap.mmap(-1, 8192)
    m[:] = b'd' * 8192
    os.write(fd, m)
    os.lseek(fd, 0, 0)
    n = os.readv(fd, [m])
    os.close(fd)
    return n, read('f') == b'd' * 8192


@check
def copy_file_range():
    write('a', b'0123456789' * 1000)
    with open('a', 'rb') as a, open('b', 'w+b') as b:
        n = os.copy_file_range(a.fileno(), b.fileno(), 5000, 10, 3)
        m = os.copy_file_range(a.fileno(), b.fileno(), 100000, 0, 9000)
    return n, m, read('b')


@check
def sendfile():
    write('a', b'q' * 100000)
    with open('a', 'rb') as a, open('b', 'wb') as b:
        n = os.sendfile(b.fileno(), a.fileno(), 0, 100000)
    return n, read('b') == read('a')


@check
def truncating():
    write('f', b'abcdef')
    os.truncate('f', 3)
    a = read('f')
    os.truncate('f', 6)
    b = read('f')
    open('f', 'wb').close()
    return a, b, os.stat('f').st_size, error(os.truncate, '.', 0), error(os.truncate, 'f', -1)


@check
def open_flags():
    write('f')
    os.mkdir('d')
    return (error(os.open, 'f', os.O_CREAT | os.O_EXCL), error(os.open, 'd', os.O_WRONLY), error(os.open, 'f', os.O_DIRECTORY),
            error(os.open, 'absent', os.O_RDONLY), error(os.open, 'f/x', os.O_RDONLY), error(os.open, 'd', os.O_CREAT | os.O_RDWR),
            error(os.open, 'f', os.O_RDWR | os.O_TRUNC | os.O_SYNC))


@check
def directory_errors():
    os.makedirs('d/e')
    write('f')
    return (error(os.rmdir, 'd'), error(os.rmdir, 'f'), error(os.unlink, 'd'), error(os.mkdir, 'd'), error(os.rmdir, 'absent'),
            error(os.mkdir, 'f/x'), error(os.mkdir, 'absent/x'), error(os.rmdir, 'd/e/.'))


@check
def negative_name_appears():
    first = os.path.exists('f')
    write('f')
    second = os.path.exists('f')
    os.unlink('f')
    return first, second, os.path.exists('f')


@check
def removed_directory_that_is_still_open():
    os.mkdir('d')
    fd = os.open('d', os.O_RDONLY)
    os.rmdir('d')
    result = error(os.open, 'x', os.O_CREAT | os.O_WRONLY, dir_fd=fd), os.listdir(fd), os.fstat(fd).st_nlink
    os.close(fd)
    return result


@check
def parent_directory_by_dots():
    os.makedirs('d/e')
    write('d/f', b'up')
    fd = os.open('d/e', os.O_RDONLY)
    os.rename('d/e', 'e')
    write('f', b'new parent')
    inner = os.open('../f', os.O_RDONLY, dir_fd=fd)
    return os.read(inner, 20)


@check
def device_nodes():
    if not PRIVILEGED:
        return 'needs root'
    os.mknod('null', stat.S_IFCHR | 0o666, os.makedev(1, 3))
    s = os.stat('null')
    return stat.S_ISCHR(s.st_mode), os.major(s.st_rdev), os.minor(s.st_rdev)


@check
def mknod_of_a_file():
    os.mknod('f', stat.S_IFREG | 0o640)
    return oct(os.stat('f').st_mode), os.stat('f').st_size


@check
def fsync_of_file_and_directory():
    with open('f', 'wb') as f:
        f.write(b'x')
        f.flush()
        os.fsync(f.fileno())
        os.fdatasync(f.fileno())
    fd = os.open('.', os.O_RDONLY)
    result = error(os.fsync, fd)
    os.close(fd)
    os.sync()
    return result


@check
def ioctl_is_refused():
    write('f')
    with open('f') as f:
        return error(fcntl.ioctl, f, 0x12345678, b'1234')


@check
def access_checks():
    write('f')
    os.chmod('f', 0o644)
    return os.access('f', os.R_OK), os.access('f', os.W_OK), os.access('f', os.X_OK), os.access('g', os.F_OK)


@check
def inotify_in_the_same_mount():
    p = libc.inotify_init()
    libc.inotify_add_watch(p, b'.', 0x100 | 0x200 | 0x8)
    write('f')
    os.unlink('f')
    return [struct.unpack_from('iIII', os.read(p, 4096))[1]]


@check
def file_grows_while_another_reads():
    w = open('f', 'wb', buffering=0)
    r = open('f', 'rb', buffering=0)
    seen = []
    for i in range(5):
        w.write(b'%d' % i * 1000)
        seen.append(len(r.read()))
    return seen


@check
def concurrent_creation_of_one_name():
    wins = []

    def attempt():
        if error(os.open, 'one', os.O_CREAT | os.O_EXCL | os.O_WRONLY) == 'ok':
            wins.append(1)

    threads = [threading.Thread(target=attempt) for _ in range(16)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    return len(wins)


@check
def vectored_and_large_writes():
    data = os.urandom(5_000_000)
    fd = os.open('f', os.O_CREAT | os.O_RDWR)
    n = os.write(fd, data)
    m = os.pwritev(fd, [b'a' * 3, b'b' * 5], 1_000_003)
    os.close(fd)
    back = read('f')
    return n, m, back[:1_000_003] == data[:1_000_003], back[1_000_003:1_000_011], back[1_000_011:] == data[1_000_011:]


@check
def deep_tree():
    path = '/'.join('d%d' % i for i in range(60))
    os.makedirs(path)
    write(path + '/f', b'bottom')
    shutil.rmtree('d0')
    return os.listdir('.')


@check
def process_directory_in_the_tree():
    os.makedirs('a/b')
    return subprocess.run(['sh', '-c', 'cd a/b && mv ../../a ../../c && pwd -P'], capture_output=True).stdout.endswith(b'/c/b\n')


def side(directory):
    results = {}
    only = sys.argv[3:]
    for name, function in CHECKS.items():
        if only and name not in only:
            continue
        place = os.path.join(directory, name)
        os.mkdir(place)
        os.chdir(place)
        signal.alarm(60)
        try:
            results[name] = repr(function())
        except BaseException as failed:
            results[name] = 'raised ' + repr(failed)
        signal.alarm(0)
        os.chdir('/')
    return results


def late(number, frame):
    raise TimeoutError('60 seconds')


signal.signal(signal.SIGALRM, late)
os.umask(0o22)
native, mount = side(sys.argv[1]), side(sys.argv[2])
for name in native:
    if native[name] != mount[name]:
        print('DIFFERS', name, 'native', native[name][:300], 'mount', mount[name][:300])
    elif native[name].startswith('raised'):
        print('BROKEN', name, native[name][:300])
print('checks', len(native))
