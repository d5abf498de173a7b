package io.bailiwick.files.codebase;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A process that exchanges two names all the time (renameat2(RENAME_EXCHANGE), which Java has not).
 */
final class Swapping implements AutoCloseable {

    private static final String PROGRAM =
            """
            import ctypes, os, sys
            libc = ctypes.CDLL(None, use_errno=True)
            a, b = (os.fsencode(name) for name in sys.argv[1:3])
            swaps = 0
            os.set_blocking(0, False)
            sys.stdout.write("ready\\n"); sys.stdout.flush()
            while True:
                for _ in range(64):
                    if libc.renameat2(-100, a, -100, b, 2) == 0:
                        swaps += 1
                try:
                    if os.read(0, 1):
                        break
                except BlockingIOError:
                    pass
            if swaps % 2 == 1:
                libc.renameat2(-100, a, -100, b, 2)
            print(swaps)
            """;

    private final Process process;
    private boolean stopped;

    private Swapping(Process process) {
        this.process = process;
    }

    static Swapping start(Path a, Path b) throws Exception {
        Process process =
                new ProcessBuilder("python3", "-c", PROGRAM, a.toString(), b.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Swapping swapping = new Swapping(process);
        String ready = swapping.line();
        if (!ready.equals("ready")) {
            throw new AssertionError("the swapping process says " + ready.toLowerCase(Locale.ROOT));
        }
        return swapping;
    }

    private String line() throws Exception {
        return String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine());
    }

    /** Ends it and answers how often it exchanged the names. */
    long swaps() throws Exception {
        process.outputWriter().append('x').flush();
        stopped = true;
        return Long.parseLong(line());
    }

    @Override
    public void close() {
        if (!stopped) {
            process.destroyForcibly();
        }
    }
}
