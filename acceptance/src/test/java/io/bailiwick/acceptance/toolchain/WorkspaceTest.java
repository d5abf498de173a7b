package io.bailiwick.acceptance.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FS-37: what editors, builds and databases expect of a directory, wherever one can be written. */
class WorkspaceTest extends Toolchain {

    /** Says a line for each expectation, on the host as in a sandbox. */
    private static final String EXPECTATIONS =
            """
            import ctypes, fcntl, mmap, os, struct, sys
            os.chdir(sys.argv[1])

            with open('old', 'w') as f: f.write('old')
            watch = ctypes.CDLL(None, use_errno=True)
            queue = watch.inotify_init1(os.O_NONBLOCK)
            assert watch.inotify_add_watch(queue, b'.', 0x80 | 0x100) >= 0  # IN_MOVED_TO, IN_CREATE

            with open('new', 'w') as f:
                f.write('new')
                f.flush()
                os.fsync(f.fileno())
            os.replace('new', 'old')
            print('saved', open('old').read())

            events, names = os.read(queue, 4096), []
            while events:
                length = struct.unpack('iIII', events[:16])[3]
                names.append(events[16:16 + length].rstrip(b'\\0').decode())
                events = events[16 + length:]
            print('watched', names)

            with open('shared', 'wb') as f: f.truncate(1 << 20)
            with open('shared', 'r+b') as f:
                memory = mmap.mmap(f.fileno(), 0)
                if os.fork() == 0:
                    memory[4096:4101] = b'child'
                    os._exit(0)
                os.wait()
                f.seek(4096)
                print('mapped', memory[4096:4101], f.read(5))

            with open('locked', 'w') as f:
                fcntl.flock(f, fcntl.LOCK_EX)
                if os.fork() == 0:
                    try: fcntl.flock(open('locked'), fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError: os._exit(7)
                    os._exit(0)
                print('locked', os.waitstatus_to_exitcode(os.wait()[1]))

            os.link('old', 'hard')
            with open('hard', 'a') as f: f.write('er')
            print('linked', open('old').read(), os.stat('old').st_nlink)

            with open('sparse', 'wb') as f:
                f.seek(1 << 30)
                f.write(b'end')
            print('sparse', os.stat('sparse').st_size, os.stat('sparse').st_blocks < 1000)

            deleted = open('gone', 'w+')
            os.unlink('gone')
            deleted.write('still there')
            deleted.seek(0)
            print('deleted', deleted.read())
            """;

    private static final String MET =
            """
            saved new
            watched ['new', 'old']
            mapped b'child' b'child'
            locked 7
            linked newer 2
            sparse 1073741827 True
            deleted still there
            """;

    @ParameterizedTest
    @ValueSource(strings = {"project", "/tmp/project", "/dev/shm/project", "/home/agent/project"})
    void everyPlaceThatCanBeWrittenBehavesLikeADirectory(String place) {
        file("expectations.py", EXPECTATIONS);

        assertThat(run("mkdir %1$s && python3 expectations.py %1$s".formatted(place)))
                .isEqualTo(MET);
    }
}
