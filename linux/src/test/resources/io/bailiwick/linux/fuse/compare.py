"""Times of a tree of 2,000 files, natively and in the mount, round by round. Usage: compare.py NATIVE MOUNT"""

import os
import statistics
import sys
import time

FILES, ROUNDS = 2000, 15


def tree(root):
    for i in range(FILES):
        folder = '%s/d%d' % (root, i % 50)
        os.makedirs(folder, exist_ok=True)
        with open('%s/f%d' % (folder, i), 'wb') as f:
            f.write(b'x' * (1000 + i))


def find_stat(root):
    for folder, _, names in os.walk(root):
        for n in names:
            os.lstat(folder + '/' + n)


def each(root):
    for i in range(FILES):
        yield '%s/d%d/f%d' % (root, i % 50, i)


def open_close(root):
    for p in each(root):
        os.close(os.open(p, os.O_RDONLY))


def read_all(root):
    for p in each(root):
        fd = os.open(p, os.O_RDONLY)
        os.read(fd, 65536)
        os.close(fd)


def create_unlink(root):
    for i in range(300):
        p = '%s/new%d' % (root, i)
        fd = os.open(p, os.O_CREAT | os.O_WRONLY)
        os.write(fd, b'x' * 4096)
        os.close(fd)
    for i in range(300):
        os.unlink('%s/new%d' % (root, i))


def clock(what, root):
    start = time.perf_counter()
    what(root)
    return (time.perf_counter() - start) * 1e6


for root in sys.argv[1:3]:
    tree(root)
for what, count in ((find_stat, FILES), (open_close, FILES), (read_all, FILES), (create_unlink, 300)):
    samples = [[], []]
    for _ in range(ROUNDS):
        for side in (0, 1):
            samples[side].append(clock(what, sys.argv[1 + side]) / count)
    native, mount = (statistics.median(s[2:]) for s in samples)
    print('%-14s native %7.2f us  mount %7.2f us  ratio %.2f' % (what.__name__, native, mount, mount / native))
