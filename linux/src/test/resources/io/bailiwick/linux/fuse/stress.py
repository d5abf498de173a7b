"""Eight threads make, rename, link and remove in one directory. Usage: stress.py DIRECTORY ROUNDS"""

import os
import sys
import threading

os.chdir(sys.argv[1])
rounds = int(sys.argv[2])
wrong = []


def work(me):
    try:
        for i in range(rounds):
            name = 't%d-%d' % (me, i)
            with open(name, 'w') as f:
                f.write(name)
            os.rename(name, name + '.new')
            os.link(name + '.new', name + '.link')
            os.rename(name + '.new', 'shared%d' % (i % 5))
            if open(name + '.link').read() != name:
                wrong.append(name)
            os.mkdir(name)
            os.rename(name + '.link', name + '/in')
            if i % 2:
                os.unlink(name + '/in')
                os.rmdir(name)
            for n in os.listdir('.')[:20]:
                try:
                    os.stat(n)
                except FileNotFoundError:
                    pass
    except OSError as failed:
        wrong.append(repr(failed))


threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
[t.start() for t in threads]
[t.join() for t in threads]
kept = sum(1 for n in os.listdir('.') if n.startswith('t'))
if kept != 8 * ((rounds + 1) // 2):
    wrong.append('kept %d' % kept)
for line in wrong[:10]:
    print('WRONG', line)
print('rounds', rounds)
