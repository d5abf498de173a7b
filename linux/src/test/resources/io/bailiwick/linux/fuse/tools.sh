#!/bin/sh
# What people do in a tree. Usage: tools.sh DIRECTORY; says "ok NAME" for each part that worked.
set -eu
export HOME="$1/home" GIT_CONFIG_NOSYSTEM=1
mkdir "$HOME"
cd "$1"
git config --global user.name n
git config --global user.email e@example.org
git config --global gc.auto 0

mkdir origin && cd origin
git init -q -b main
for i in $(seq 120); do mkdir -p "d$((i % 11))/e$((i % 3))"; seq "$i" 400 >"d$((i % 11))/e$((i % 3))/f$i"; done
git add -A && git commit -q -m one
cd .. && git clone -q origin clone && cd clone
test -z "$(git status --porcelain)"
echo more >>d1/e1/f1
git mv d2 moved
git rm -q -r d3
git commit -q -a -m two
git gc -q --prune=now
git worktree add -q ../tree -b side
(cd ../tree && echo x >new && git add new && git commit -q -m side)
git merge -q side
test -z "$(git status --porcelain)"
git fsck --strict 2>/dev/null
git push -q origin HEAD:pushed
cd ..
echo ok git

tar -cf t.tar clone && mkdir out && tar -xf t.tar -C out && diff -r --no-dereference clone out/clone
cp -a clone copy && diff -r --no-dereference clone copy
echo ok tar

mkdir build && cd build
for i in $(seq 20); do printf 'int f%d(void) { return %d; }\n' "$i" "$i" >"f$i.c"; done
{ for i in $(seq 20); do echo "int f$i(void);"; done; echo 'int main(void) { return '; for i in $(seq 20); do printf 'f%d() + ' "$i"; done; echo '-210; }'; } >main.c
printf 'OBJ = $(patsubst %%.c,%%.o,$(wildcard *.c))\nall: prog\nprog: $(OBJ)\n\tcc -o $@ $^\n%%.o: %%.c\n\tcc -c -o $@ $<\n' >Makefile
make -s -j4
./prog
make -q
cd ..
echo ok make

cat >wal.py <<'P'
import os, sqlite3
db = sqlite3.connect('wal.db')
assert db.execute('pragma journal_mode=wal').fetchone()[0] == 'wal'
db.execute('create table t (who integer, n integer)')
db.commit()
children = []
for who in range(4):
    pid = os.fork()
    if pid == 0:
        mine = sqlite3.connect('wal.db', timeout=60)
        for n in range(100):
            mine.execute('insert into t values (?, ?)', (who, n))
            mine.commit()
        os._exit(0)
    children.append(pid)
assert all(os.waitpid(pid, 0)[1] == 0 for pid in children)
again = sqlite3.connect('wal.db')
assert again.execute('select count(*), count(distinct who) from t').fetchone() == (400, 4)
assert again.execute('pragma integrity_check').fetchone()[0] == 'ok'
P
/usr/bin/python3 wal.py
echo ok sqlite

rm -rf clone copy out tree build origin
echo ok remove
