package io.bailiwick.acceptance.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Python and what its programs need of the kernel. */
class PythonTest extends Toolchain {

    @ParameterizedTest
    @ValueSource(strings = {"fork", "spawn", "forkserver"})
    void multiprocessingWorksWithEveryStartMethod(String method) {
        String program =
                """
                import multiprocessing as mp

                def square(n):
                    return n * n

                if __name__ == '__main__':
                    context = mp.get_context('METHOD')
                    with context.Pool(3) as pool:
                        print(sum(pool.map(square, range(10))))
                    queue, lock = context.Queue(), context.Lock()
                    process = context.Process(target=queue.put, args=('sent',))
                    process.start()
                    print(queue.get(timeout=30))
                    process.join()
                    with lock:
                        print(process.exitcode)
                """;

        assertThat(python(program.replace("METHOD", method))).isEqualTo("285\nsent\n0\n");
    }

    @Test
    void sharedMemoryIsSharedBetweenProcesses() {
        assertThat(
                        python(
                                """
                                from multiprocessing import Process, shared_memory

                                def write(name):
                                    memory = shared_memory.SharedMemory(name)
                                    memory.buf[:5] = b'hello'
                                    memory.close()

                                if __name__ == '__main__':
                                    memory = shared_memory.SharedMemory(create=True, size=4096)
                                    child = Process(target=write, args=(memory.name,))
                                    child.start()
                                    child.join()
                                    print(bytes(memory.buf[:5]).decode())
                                    memory.close()
                                    memory.unlink()
                                """))
                .isEqualTo("hello\n");
    }

    @Test
    void aDatabaseOfSqliteIsWrittenAheadAndLocked() {
        assertThat(
                        python(
                                """
                                import sqlite3
                                one = sqlite3.connect('base.db', timeout=0)
                                print(one.execute('PRAGMA journal_mode=WAL').fetchone()[0])
                                one.execute('CREATE TABLE t (n INTEGER)')
                                one.executemany('INSERT INTO t VALUES (?)', [(i,) for i in range(100)])
                                one.commit()
                                other = sqlite3.connect('base.db', timeout=0)
                                one.execute('BEGIN IMMEDIATE')
                                try:
                                    other.execute('BEGIN IMMEDIATE')
                                except sqlite3.OperationalError as e:
                                    print(e)
                                one.commit()
                                print(other.execute('SELECT sum(n) FROM t').fetchone()[0])
                                """))
                .isEqualTo("wal\ndatabase is locked\n4950\n");
        assertThat(work().resolve("base.db")).isNotEmptyFile();
    }

    @Test
    void asyncioServesItselfOverLoopbackAndRunsProcesses() {
        assertThat(
                        python(
                                """
                                import asyncio, sys

                                async def answer(reader, writer):
                                    writer.write((await reader.readline()).upper())
                                    await writer.drain()
                                    writer.close()

                                async def main():
                                    server = await asyncio.start_server(answer, '127.0.0.1', 0)
                                    port = server.sockets[0].getsockname()[1]
                                    reader, writer = await asyncio.open_connection('127.0.0.1', port)
                                    writer.write(b'over tcp\\n')
                                    print((await reader.readline()).decode(), end='')
                                    writer.close()
                                    child = await asyncio.create_subprocess_exec(
                                        sys.executable, '-c', 'print("from a child")',
                                        stdout=asyncio.subprocess.PIPE)
                                    print((await child.communicate())[0].decode(), end='')
                                    print(await asyncio.to_thread(lambda: 'in a thread'))
                                    server.close()

                                asyncio.run(main())
                                """))
                .isEqualTo("OVER TCP\nfrom a child\nin a thread\n");
    }

    @Test
    void aTerminalCanBeMade() {
        assertThat(
                        python(
                                """
                                import os, pty
                                pid, fd = pty.fork()
                                if pid == 0:
                                    os.execvp('sh', ['sh', '-c', 'tty; stty size; exit 3'])
                                output = b''
                                while True:
                                    try:
                                        chunk = os.read(fd, 4096)
                                    except OSError:
                                        break
                                    if not chunk:
                                        break
                                    output += chunk
                                print(output.decode().split('\\r\\n')[0].startswith('/dev/pts/'))
                                print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                                """))
                .isEqualTo("True\n3\n");
    }

    @Test
    void aVirtualEnvironmentInstallsAPackage() {
        file(
                "pack.py",
                """
                import zipfile
                with zipfile.ZipFile('demo-1.0-py3-none-any.whl', 'w') as wheel:
                    wheel.writestr('demo.py', 'print("installed")')
                    info = 'demo-1.0.dist-info/'
                    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: demo\\nVersion: 1.0\\n')
                    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
                    wheel.writestr(info + 'RECORD', '')
                """);

        assertThat(
                        run(
                                """
                                python3 pack.py
                                python3 -m venv env
                                env/bin/pip install -q --no-index --disable-pip-version-check ./demo-1.0-py3-none-any.whl
                                env/bin/python -m demo
                                """))
                .isEqualTo("installed\n");
    }
}
