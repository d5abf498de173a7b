package io.bailiwick.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program of the host with its arguments.
 *
 * @param argv the first is an absolute path
 * @param directory where it runs
 */
record Command(List<String> argv, Path directory) {

    private static final long DEADLINE_SECONDS = 120;
    private static final int SHOWN_BYTES = 2000;

    Command {
        argv = List.copyOf(argv);
    }

    /** The executable file of that name on the search path. */
    static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path file = Path.of(folder).resolve(name);
            if (folder.startsWith("/") && Files.isExecutable(file) && !Files.isDirectory(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /**
     * Runs it to its end with nothing on its input. One at a time in each directory, which keeps
     * what the last one printed.
     *
     * @throws IOException when it fails, or takes longer than two minutes, with what it printed
     */
    void run() throws IOException, InterruptedException {
        Path log = directory.resolve("command.log");
        Process process =
                new ProcessBuilder(argv)
                        .directory(directory.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(this + " did not end within " + DEADLINE_SECONDS + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    this + " ended with " + process.exitValue() + ": " + beginning(log));
        }
    }

    private static String beginning(Path log) throws IOException {
        try (var in = Files.newInputStream(log)) {
            return new String(in.readNBytes(SHOWN_BYTES), StandardCharsets.UTF_8).strip();
        }
    }

    /** Runs it once; why that failed, if it did. */
    Optional<String> failure() throws InterruptedException {
        try {
            run();
            return Optional.empty();
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).lines().findFirst();
        }
    }

    /** Times whole runs. */
    Race.Contender as(String name) {
        return new Race.Contender(name, Race.timed(this::run));
    }

    @Override
    public String toString() {
        return String.join(" ", argv);
    }
}
