package io.bailiwick.acceptance.traps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sandboxes as one would build them with bubblewrap at first. */
final class Naive {

    private Naive() {}

    /** A line of shell within bubblewrap with these options; not started yet. */
    static ProcessBuilder bubblewrap(List<String> options, String line) {
        List<String> command = new ArrayList<>(List.of("bwrap"));
        command.addAll(options);
        command.addAll(List.of("sh", "-c", line));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** Runs to the end; answers what was written to either output. */
    static String output(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
