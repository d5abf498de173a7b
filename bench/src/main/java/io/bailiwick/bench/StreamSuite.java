package io.bailiwick.bench;

import io.bailiwick.ExecRequest;
import io.bailiwick.ExecResult;
import io.bailiwick.Sandbox;
import io.bailiwick.SandboxManager;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** A command's output on its way to the caller, against a plain pipe from the same command. */
final class StreamSuite {

    private static final String OURS = "sandbox stdout";
    private static final String PIPE = "plain pipe";
    private static final int BUFFER = 1 << 16;
    private static final long FULL_BYTES = 1L << 30;
    private static final long SMOKE_BYTES = 8L << 20;

    private StreamSuite() {}

    static void run(Bench bench) throws Exception {
        long bytes = bench.options().smoke() ? SMOKE_BYTES : FULL_BYTES;
        bench.report().heading("stdout streaming of " + bytes + " bytes");
        List<String> argv = List.of("/usr/bin/head", "-c", Long.toString(bytes), "/dev/zero");
        try (SandboxManager manager = SandboxManager.local();
                Sandbox sandbox = manager.create(bench.roomySpec())) {
            Map<String, Samples> samples =
                    Race.run(
                            List.of(
                                    new Race.Contender(PIPE, Race.timed(() -> pipe(argv, bytes))),
                                    new Race.Contender(
                                            OURS, Race.timed(() -> stream(sandbox, argv, bytes)))),
                            bench.options().warmups(2),
                            bench.options().rounds(9));
            bench.report().race(samples);
            bench.report()
                    .result(
                            Promise.STREAMING,
                            bytes / 1e3 / Ratios.median(samples, OURS),
                            Report.ratio(Ratios.median(samples, PIPE), Ratios.median(samples, OURS))
                                            .strip()
                                    + " the rate of a "
                                    + PIPE);
        }
    }

    private static void stream(Sandbox sandbox, List<String> argv, long bytes) throws IOException {
        long[] received = {0};
        ExecResult result =
                sandbox.exec(
                        ExecRequest.builder()
                                .argv(argv)
                                .captureLimit(0)
                                .onStdout(buffer -> {
                                    received[0] += buffer.remaining();
                                    buffer.position(buffer.limit());
                                })
                                .build());
        if (result.exitCode() != 0) {
            throw new IOException(argv + ": " + result.outcome() + " " + result.stderr());
        }
        requireAll(received[0], bytes);
    }

    private static void pipe(List<String> argv, long bytes)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(argv).start();
        long received = 0;
        // Unwrapped by asking for more than the stream's own buffer holds.
        try (InputStream in = process.getInputStream()) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                received += read;
            }
        }
        process.waitFor();
        requireAll(received, bytes);
    }

    private static void requireAll(long received, long bytes) throws IOException {
        if (received != bytes) {
            throw new IOException("received " + received + " bytes of " + bytes);
        }
    }
}
