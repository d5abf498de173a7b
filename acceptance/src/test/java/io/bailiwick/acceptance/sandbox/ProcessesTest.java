package io.bailiwick.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.CommandNotFoundException;
import io.bailiwick.Denial;
import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Execution;
import io.bailiwick.Outcome;
import io.bailiwick.Sandbox;
import io.bailiwick.Signal;
import io.bailiwick.policy.CapabilityDeclaration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Process trees: how they start, are signalled, refused and ended. */
class ProcessesTest extends LocalSandboxes {

    private static final String DAEMON =
            """
            import os, signal, sys, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    for s in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT): signal.signal(s, signal.SIG_IGN)
                    null = os.open('/dev/null', os.O_RDWR)
                    for fd in 0, 1, 2: os.dup2(null, fd)
                    time.sleep(1000)
                os._exit(0)
            os.wait()
            """;

    private static List<String> processes(Sandbox sandbox, String name) {
        return sh(
                        sandbox,
                        "for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline 2>/dev/null; echo;"
                                + " done")
                .lines()
                .filter(line -> line.startsWith(name))
                .toList();
    }

    /** Reads one line of what a program says when it is ready. */
    private static String line(Execution execution) throws IOException {
        StringBuilder line = new StringBuilder();
        var out = execution.stdout();
        for (int c = out.read(); c >= 0 && c != '\n'; c = out.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Test
    void argumentsArriveByteForByte() {
        List<String> argv =
                List.of(
                        "python3",
                        "-c",
                        "import sys; print(ascii(sys.argv[1:]))",
                        "",
                        " a\n",
                        "é*$x");

        assertThat(create().exec(ExecRequest.builder().argv(argv).build()).stdout())
                .isEqualTo("['', ' a\\n', '\\xe9*$x']\n");
    }

    @Test
    void theHostsEnvironmentDoesNotShow() {
        String environment = sh(create(), "env");

        assertThat(environment).contains("PATH=/").contains("HOME=/home/agent");
        assertThat(environment.lines().map(line -> line.split("=", 2)[0]).toList())
                .isSubsetOf(
                        "PATH",
                        "HOME",
                        "TMPDIR",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_",
                        "LANG",
                        "USER",
                        "LOGNAME",
                        "SHELL",
                        "RUSTUP_HOME");
    }

    @Test
    void noDescriptorIsInheritedButTheStandardOnes() {
        assertThat(sh(create(), "ls /proc/self/fd").lines()).hasSize(4);
        assertThat(
                        python(
                                create(),
                                "import os\nprint([fd for fd in range(3, 4096) if os.path.exists(f'/proc/self/fd/{fd}') and fd > 3])"))
                .isEqualTo("[]\n");
    }

    @Test
    void aProgramThatIsNotExecutableSaysSo() throws IOException {
        Files.writeString(work().resolve("text"), "no program");

        assertThatExceptionOfType(CommandNotFoundException.class)
                .isThrownBy(() -> create().exec(ExecRequest.ofArgv(work() + "/text")))
                .withMessageContaining("text")
                .satisfies(e -> assertThat(e.code().exitStatus()).isEqualTo(126));
    }

    @Test
    void aFileOfAnUnknownFormatSaysSo() throws IOException {
        Path file = Files.writeString(work().resolve("format"), "\1\2\3 no program");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatExceptionOfType(CommandNotFoundException.class)
                .isThrownBy(() -> create().exec(ExecRequest.ofArgv(file.toString())))
                .satisfies(e -> assertThat(e.code().exitStatus()).isEqualTo(126));
    }

    @Test
    void aProgramKilledByItsOwnSignalIsSignalled() {
        assertThat(create().run("kill -SEGV $$").outcome()).isEqualTo(new Outcome.Signalled(11));
        assertThat(create().run("kill -KILL $$").outcome()).isEqualTo(new Outcome.Signalled(9));
    }

    @Test
    void signalsReachTheProgramAndItsHandlers() throws IOException {
        Execution execution =
                create().spawn(
                                ExecRequest.builder()
                                        .argv(
                                                "python3",
                                                "-uc",
                                                """
                                                import signal, sys, time
                                                signal.signal(signal.SIGUSR1, lambda *_: print('usr1'))
                                                signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
                                                print('ready')
                                                while True: time.sleep(0.1)  # pause() misses one just before
                                                """)
                                        .timeout(NEVER)
                                        .build());
        assertThat(line(execution)).isEqualTo("ready");
        execution.signal(Signal.USR1);
        execution.signal(Signal.TERM);

        assertThat(execution.join().outcome()).isEqualTo(new Outcome.Exited(7));
    }

    @Test
    void signalsToTheFirstProcessOfTheSandboxHaveNoEffect() {
        Sandbox sandbox = create();
        String program =
                """
                import os
                for s in range(1, 65):
                    try: os.kill(1, s)
                    except OSError: pass
                print('alive')
                """;

        assertThat(python(sandbox, program)).isEqualTo("alive\n");
        assertThat(sh(sandbox, "echo alive")).isEqualTo("alive\n");
    }

    @Test
    void aProgramThatKillsWhatSupervisesItIsKilledAndItsEndIsNotInvented() {
        Sandbox sandbox = create();
        ExecResult result = sandbox.run("kill -9 $PPID; sleep 1000", r -> r.timeout(NEVER));

        assertThat(result.outcome()).isInstanceOf(Outcome.Lost.class);
        assertThat(result.success()).isFalse();
        assertThat(sh(sandbox, "echo usable")).isEqualTo("usable\n");
        assertThat(processes(sandbox, "sleep")).isEmpty();
    }

    @Test
    void killingEverythingOneCanReachEndsTheCaller() {
        Sandbox sandbox = create();
        sandbox.run("kill -9 -1; sleep 1", r -> r.timeout(NEVER));

        assertThat(sh(sandbox, "echo usable")).isEqualTo("usable\n");
    }

    @Test
    void aTimeoutReachesDaemonsThatIgnoreSignals() {
        Sandbox sandbox = create();
        ExecResult result =
                sandbox.exec(
                        ExecRequest.builder()
                                .argv("python3", "-uc", DAEMON + "print('up')\ntime.sleep(1000)")
                                .timeout(Duration.ofSeconds(2))
                                .build());

        assertThat(result.timedOut()).isTrue();
        assertThat(result.stdout()).isEqualTo("up\n");
        assertThat(result.duration()).isLessThan(Duration.ofSeconds(4));
        assertThat(processes(sandbox, "python3")).isEmpty();
    }

    @Test
    void aKillReachesATreeThatKeepsForking() throws IOException {
        Sandbox sandbox = create();
        Execution bystander = sandbox.spawn(ExecRequest.ofArgv("cat", "/dev/zero"));
        Execution storm =
                sandbox.spawn(
                        ExecRequest.builder()
                                .argv(
                                        "python3",
                                        "-uc",
                                        """
                                        import os, time
                                        if os.fork() > 0:
                                            print('ready')
                                            time.sleep(1000)
                                        for _ in range(3): os.fork()
                                        while True:
                                            try:
                                                if os.fork() == 0: pass
                                                else: os._exit(0)
                                            except OSError: time.sleep(0.001)
                                        """)
                                .timeout(NEVER)
                                .build());
        line(storm);
        storm.kill();
        ExecResult result = storm.join();

        assertThat(result.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(bystander.poll()).isEmpty();
        bystander.kill();
        bystander.join();
        assertThat(processes(sandbox, "python3")).isEmpty();
    }

    @Test
    void killingOneExecutionLeavesTheOthers() throws IOException {
        Sandbox sandbox = create();
        List<Execution> executions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            executions.add(
                    sandbox.spawn(
                            ExecRequest.builder().command("cat; exit 5").stdinPipe().build()));
        }
        executions.get(1).kill();
        assertThat(executions.get(1).join().outcome()).isEqualTo(new Outcome.Cancelled());
        for (int i : new int[] {0, 2, 3}) {
            executions.get(i).stdin().close();
            assertThat(executions.get(i).join().outcome()).isEqualTo(new Outcome.Exited(5));
        }
    }

    @Test
    void backgroundProcessesLiveOnAfterTheirExecutionAndDieWithTheSandbox() throws IOException {
        Sandbox sandbox = create();
        ExecResult result =
                sandbox.run(
                        "sleep 1000 </dev/null >/dev/null 2>&1 & echo $!", r -> r.timeout(NEVER));

        assertThat(result.outcome()).isEqualTo(new Outcome.Exited(0));
        assertThat(processes(sandbox, "sleep 1000")).hasSize(1);
        long init = sandbox.info().pid().orElseThrow();
        sandbox.destroy();
        assertThat(Path.of("/proc/" + init)).doesNotExist();
    }

    @Test
    void aBackgroundProcessThatHoldsTheOutputDoesNotHoldTheResult() {
        ExecResult result = create().run("echo out; sleep 1000 & exit 3", r -> r.timeout(NEVER));

        assertThat(result.outcome()).isEqualTo(new Outcome.Exited(3));
        assertThat(result.stdout()).isEqualTo("out\n");
    }

    @Test
    void theFirstProcessReapsOrphans() {
        String program =
                """
                import os, time
                for i in range(2000):
                    if os.fork() == 0:
                        if os.fork() == 0: os._exit(0)
                        os._exit(0)
                    os.wait()
                def zombies():
                    n = 0
                    for p in os.listdir('/proc'):
                        try: n += p.isdigit() and open(f'/proc/{p}/stat').read().rsplit(')')[-1].split()[0] == 'Z'
                        except OSError: pass
                    return n
                while zombies() > 0: time.sleep(0.01)
                print('none')
                """;

        assertThat(python(create(), program)).isEqualTo("none\n");
    }

    private Sandbox createWithoutSpawn() {
        return create(CapabilityDeclaration.builder().build());
    }

    @Test
    void withoutThePermissionEveryNewProcessIsRefusedAndCounted() {
        ExecResult result =
                runPython(
                        createWithoutSpawn(),
                        """
                        import errno, os, subprocess
                        for attempt in (os.fork, lambda: os.posix_spawn('/bin/true', ['true'], {}),
                                        lambda: subprocess.run(['/bin/true']), lambda: os.forkpty()):
                            try: attempt(); print('DONE')
                            except OSError as e: print(errno.errorcode[e.errno])
                        """);

        assertThat(result.stdout()).isEqualTo("EPERM\n".repeat(4));
        assertThat(result.usage().refusedSpawns()).isGreaterThanOrEqualTo(4);
        assertThat(result.denials())
                .singleElement()
                .satisfies(denial -> assertThat(denial.kind()).isEqualTo(Denial.Kind.SPAWN))
                .satisfies(denial -> assertThat(denial.count()).isGreaterThanOrEqualTo(4))
                .satisfies(denial -> assertThat(denial.help()).contains("spawn_subprocess"));
    }

    @Test
    void withoutThePermissionThreadsAndExecStillWork() {
        ExecResult result =
                runPython(
                        createWithoutSpawn(),
                        """
                        import os, threading
                        done = []
                        threads = [threading.Thread(target=lambda: done.append(1)) for _ in range(8)]
                        for t in threads: t.start()
                        for t in threads: t.join()
                        print(len(done), flush=True)
                        os.execv('/bin/echo', ['echo', 'replaced'])
                        """);

        assertThat(result.stdout()).isEqualTo("8\nreplaced\n");
        assertThat(result.denials()).isEmpty();
    }

    @Test
    void aProgramStopsItselfAndIsStillEndedByItsTimeout() {
        ExecResult result = create().run("kill -STOP $$", r -> r.timeout(Duration.ofSeconds(1)));

        assertThat(result.timedOut()).isTrue();
    }

    @Test
    void aProgramThatStopsWhatSupervisesItIsStillEndedByItsTimeout() {
        Sandbox sandbox = create();
        ExecResult result =
                sandbox.run("kill -STOP $PPID; sleep 1000", r -> r.timeout(Duration.ofSeconds(1)));

        assertThat(result.timedOut()).isTrue();
        assertThat(sh(sandbox, "echo usable")).isEqualTo("usable\n");
    }

    @Test
    void twoSandboxesDoNotSeeEachOthersProcessesOrFiles() {
        Sandbox one = create();
        Sandbox other = create();
        sh(one, "echo secret > /tmp/secret; sleep 777 >/dev/null 2>&1 &");

        assertThat(processes(one, "sleep 777")).hasSize(1);
        assertThat(processes(other, "sleep 777")).isEmpty();
        assertThat(other.run("cat /tmp/secret").success()).isFalse();
    }

    @Test
    void fakeStatusOnOutputIsOnlyOutput() {
        ExecResult result = create().run("printf '\\0\\0\\0\\1exit 0' ; exit 9");

        assertThat(result.outcome()).isEqualTo(new Outcome.Exited(9));
        assertThat(result.out().bytes())
                .isEqualTo("\0\0\0\1exit 0".getBytes(StandardCharsets.UTF_8));
    }
}
